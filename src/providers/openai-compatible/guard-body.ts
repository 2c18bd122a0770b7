import { isUtf8 } from 'node:buffer';
import { ProviderError } from '../../execute/provider.js';

/** One line of a stream may have so many bytes; an image in base64 fits. */
const maxLineBytes = 4 * 1024 * 1024;
/** Any other body may have so many bytes. */
const maxBodyBytes = 64 * 1024 * 1024;

/** Takes a body's bytes as they come, and gives what may be read of them. Throws a Complaint. */
interface Guard {
  take(bytes: Uint8Array): Uint8Array | undefined;
  end(): Uint8Array | undefined;
}

class Complaint extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * A response whose body fails instead of growing without bound, and instead of turning bytes that are not UTF-8 into
 * something the server did not say. Bytes are read only when asked for.
 */
export function guardBody(response: Response): Response {
  if (response.body === null) return response;
  const { status, statusText, headers, body } = response;
  const isStream = headers.get('content-type')?.includes('text/event-stream') === true;
  const guard = isStream ? guardLines() : guardLength();
  const reader = body.getReader();

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      const readable = done ? guard.end() : guard.take(value);
      if (readable !== undefined) controller.enqueue(readable);
      if (done) controller.close();
      if (done || readable !== undefined) return;
    }
  }

  function refuse(problem: unknown): never {
    if (!(problem instanceof Complaint)) throw problem;
    void reader.cancel(problem).catch(() => {});
    const { code, message } = problem;
    throw new ProviderError({ stage: isStream ? 'stream' : 'response', code, message }, undefined);
  }

  const guarded = new ReadableStream<Uint8Array>(
    { pull: (controller) => pull(controller).catch(refuse), cancel: (reason) => reader.cancel(reason) },
    { highWaterMark: 0 },
  );
  return new Response(guarded, { status, statusText, headers });
}

/** Passes whole lines on: the SDK scans what it has again with every packet, so a long line would take it long. */
function guardLines(): Guard {
  let parts: Uint8Array[] = [];
  let length = 0;

  function keep(bytes: Uint8Array): void {
    parts.push(bytes);
    length += bytes.length;
    if (length > maxLineBytes) throw new Complaint('too_large', 'a line of the stream is too long');
  }

  function release(): Uint8Array | undefined {
    if (length === 0) return undefined;
    const lines = parts.length === 1 ? parts[0] : Buffer.concat(parts, length);
    parts = [];
    length = 0;
    return lines === undefined ? undefined : text(lines);
  }

  return {
    take(bytes) {
      const end = Math.max(bytes.lastIndexOf(0x0a), bytes.lastIndexOf(0x0d)) + 1;
      if (end > 0) parts.push(bytes.subarray(0, end));
      length += end;
      const lines = end > 0 ? release() : undefined;
      if (end < bytes.length) keep(bytes.subarray(end));
      return lines;
    },
    end: release,
  };
}

/** Any other body: as it comes, up to a length. A character may be split between two packets. */
function guardLength(): Guard {
  let length = 0;
  let split: Uint8Array = new Uint8Array();
  return {
    take(bytes) {
      length += bytes.length;
      if (length > maxBodyBytes) throw new Complaint('too_large', 'the answer is too long');
      const all = split.length === 0 ? bytes : Buffer.concat([split, bytes]);
      const end = all.length - splitCharacterLength(all);
      split = all.subarray(end);
      return end === 0 ? undefined : text(all.subarray(0, end));
    },
    end: () => (split.length === 0 ? undefined : text(split)),
  };
}

function text(bytes: Uint8Array): Uint8Array {
  if (!isUtf8(bytes)) throw new Complaint('invalid_utf8', 'the answer is not valid UTF-8');
  return bytes;
}

/** Bytes at the end that begin a character without completing it (RFC 3629, section 3). */
function splitCharacterLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? back : 0;
  }
  return 0;
}
