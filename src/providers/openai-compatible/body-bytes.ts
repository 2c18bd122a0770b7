import { isUtf8 } from 'node:buffer';
import { ProviderError, type ProviderFailure } from '../../execute/provider.js';

/** A body that is not streamed may have so many bytes. */
const maxBodyBytes = 64 * 1024 * 1024;

/** The text of a whole body. Rejects with a ProviderError when it is too long or not valid UTF-8. */
export async function readText({ body }: Response): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > maxBodyBytes) {
      void reader.cancel().catch(() => {});
      throw unreadable('response', 'too_large', 'the answer is too long');
    }
  }
  return decode(joined(parts, length), 'response');
}

export function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, length);
}

/** Bytes that are not UTF-8 are refused, not turned into something that the server did not say. */
export function decode(bytes: Uint8Array, stage: ProviderFailure['stage']): string {
  if (!isUtf8(bytes)) throw unreadable(stage, 'invalid_utf8', 'the answer is not valid UTF-8');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
}

const byteOrderMark = 0xfeff;

/** A body that cannot be read as what it should be. */
export function unreadable(stage: ProviderFailure['stage'], code: string, message: string): ProviderError {
  return new ProviderError({ stage, code, message }, undefined);
}
