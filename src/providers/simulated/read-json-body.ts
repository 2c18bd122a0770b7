import type { IncomingMessage } from 'node:http';

export type JsonBody =
  | { readonly kind: 'good'; readonly value: unknown }
  | { readonly kind: 'bad'; readonly status: 400 | 413; readonly message: string }
  /** The client went away before the body was complete. */
  | { readonly kind: 'gone' };

/** Reads a request's body up to a number of bytes. What is beyond that is thrown away, so that the client can read the answer. */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<JsonBody> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size <= maxBytes) parts.push(part);
    }
  } catch {
    return { kind: 'gone' };
  }
  if (size > maxBytes) return { kind: 'bad', status: 413, message: `The body is larger than ${maxBytes} bytes.` };
  try {
    return { kind: 'good', value: JSON.parse(Buffer.concat(parts).toString('utf8')) };
  } catch {
    return { kind: 'bad', status: 400, message: 'We could not parse the JSON body of your request.' };
  }
}
