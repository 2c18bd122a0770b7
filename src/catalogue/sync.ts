import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Catalogue } from './catalogue.js';
import { readOpenRouterModels } from './read-openrouter-models.js';

export const openRouterModelsUrl = 'https://openrouter.ai/api/v1/models';

export interface SyncOptions {
  /** Where the catalogue is kept. */
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly url?: string;
  /** Milliseconds that the answer may take; 30 s by default. */
  readonly timeoutMs?: number;
}

/** What came of it; unless it was updated, the file is as it was. */
export type SyncResult =
  | {
      readonly kind: 'updated';
      readonly catalogue: Catalogue;
      readonly before?: Catalogue;
      readonly unreadable: number;
    }
  | { readonly kind: 'unchanged'; readonly catalogue: Catalogue }
  | { readonly kind: 'failed'; readonly reason: string; readonly kept?: Catalogue };

/** Asks for the models, and keeps them in the file; what is there stays when the answer is not what was promised. */
export async function syncCatalogue(options: SyncOptions): Promise<SyncResult> {
  const { path, now, url = openRouterModelsUrl, timeoutMs = 30_000 } = options;
  const before = await readCatalogue(path);
  const kept = before === undefined ? {} : { kept: before };
  try {
    const etag = before?.source === url ? before.etag : undefined;
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...(etag !== undefined && { 'if-none-match': etag }) },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 304 && before !== undefined) return { kind: 'unchanged', catalogue: before };
    if (!response.ok) return { kind: 'failed', reason: `${url} answered with status ${response.status}`, ...kept };
    const read = readOpenRouterModels(await response.json());
    if ('problem' in read) return { kind: 'failed', reason: `${url}: ${read.problem}`, ...kept };
    const tag = response.headers.get('etag');
    const catalogue: Catalogue = {
      version: 1,
      endpoint_kind: 'openrouter',
      source: url,
      changed_at: new Date(now()).toISOString(),
      ...(tag !== null && { etag: tag }),
      models: read.models,
    };
    await writeWhole(path, `${JSON.stringify(catalogue, undefined, 2)}\n`, now());
    return { kind: 'updated', catalogue, unreadable: read.unreadable, ...(before !== undefined && { before }) };
  } catch (error) {
    return { kind: 'failed', reason: `${url}: ${whyFailed(error)}`, ...kept };
  }
}

/** The catalogue of a file; undefined when there is none, or none that can be read. */
export async function readCatalogue(path: string): Promise<Catalogue | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isCatalogue(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isCatalogue(value: unknown): value is Catalogue {
  const { version, source, models } = (value ?? {}) as Partial<Catalogue>;
  return version === 1 && typeof source === 'string' && Array.isArray(models);
}

/** A reader sees the old file or the new one, never a part. */
async function writeWhole(path: string, text: string, stamp: number): Promise<void> {
  const beside = `${path}.${process.pid}.${stamp}.tmp`;
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function whyFailed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof SyntaxError) return 'the answer is not JSON';
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.message})` : error.message;
}
