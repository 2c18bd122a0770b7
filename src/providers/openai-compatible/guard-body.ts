import { isUtf8 } from 'node:buffer';
import { ProviderError } from '../../execute/provider.js';

/** One line of a stream may have so many bytes; an image in base64 fits. */
const maxLineBytes = 4 * 1024 * 1024;
/** Any other body may have so many bytes. */
const maxBodyBytes = 64 * 1024 * 1024;

/**
 * A response whose body fails instead of growing without bound, and instead of turning bytes that are not UTF-8 into
 * something the server did not say. Bytes are read only when asked for.
 */
export function guardBody(response: Response): Response {
  if (response.body === null) return response;
  const { status, statusText, headers, body } = response;
  const isStream = headers.get('content-type')?.includes('text/event-stream') === true;
  const check = isStream ? checkLines() : checkLength();
  const checkText = checkUtf8();
  const reader = body.getReader();
  const fail = (code: string, message: string): ProviderError => {
    const error = new ProviderError({ stage: isStream ? 'stream' : 'response', code, message }, undefined);
    void reader.cancel(error).catch(() => {});
    return error;
  };
  const guarded = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (!checkText(value)) throw fail('invalid_utf8', 'the answer is not valid UTF-8');
        if (done) return controller.close();
        if (!check(value))
          throw fail('too_large', isStream ? 'a line of the stream is too long' : 'the answer is too long');
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(guarded, { status, statusText, headers });
}

function checkLength(): (bytes: Uint8Array) => boolean {
  let length = 0;
  return (bytes) => {
    length += bytes.length;
    return length <= maxBodyBytes;
  };
}

const newline = 10;

function checkLines(): (bytes: Uint8Array) => boolean {
  let unfinished = 0;
  return (bytes) => {
    const end = bytes.lastIndexOf(newline);
    unfinished = end < 0 ? unfinished + bytes.length : bytes.length - end - 1;
    return unfinished <= maxLineBytes;
  };
}

/** Takes the chunks in order, and undefined at the end; a character may be split between two. */
function checkUtf8(): (bytes: Uint8Array | undefined) => boolean {
  let rest = new Uint8Array();
  return (bytes) => {
    if (bytes === undefined) return rest.length === 0;
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const end = all.length - splitCharacterLength(all);
    rest = all.slice(end);
    return isUtf8(all.subarray(0, end));
  };
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
