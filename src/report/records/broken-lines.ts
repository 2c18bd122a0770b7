import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** A line of a record file that is no record. */
export interface BrokenLine {
  readonly file: string;
  readonly line: number;
  /** What is wrong, in words. */
  readonly reason: string;
}

/** The first broken lines of these files, in their order. */
export async function findBrokenLines(files: readonly string[], most: number): Promise<readonly BrokenLine[]> {
  const found: BrokenLine[] = [];
  for (const file of files) {
    if (found.length >= most) break;
    for await (const broken of brokenIn(file)) {
      found.push(broken);
      if (found.length >= most) break;
    }
  }
  return found;
}

async function* brokenIn(file: string): AsyncGenerator<BrokenLine> {
  const bytes = createReadStream(file);
  const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    const reason = text.trim() === '' ? undefined : whyBroken(text);
    if (reason !== undefined) yield { file, line, reason };
  }
}

const kinds = ['request', 'feedback', 'shadow'];

function whyBroken(text: string): string | undefined {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : 'not JSON';
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return 'not an object';
  const { kind, at } = record as { readonly kind?: unknown; readonly at?: unknown };
  if (!kinds.includes(String(kind)))
    return `kind is ${JSON.stringify(kind) ?? 'missing'}, not one of ${kinds.join(', ')}`;
  return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? undefined : 'at is not a moment in ISO 8601';
}
