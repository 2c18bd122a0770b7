import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

export interface LoopbackServer {
  /** Ends in /v1. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Resolves when a client has gone away before its response was finished. */
  readonly clientLeft: Promise<void>;
}

/** A server on a free port of 127.0.0.1 for one test, which answers every request with the next of these. */
export async function serve(...answers: readonly ((response: ServerResponse) => void)[]): Promise<LoopbackServer> {
  const requests: SeenRequest[] = [];
  let left: () => void = () => {};
  const clientLeft = new Promise<void>((resolve) => {
    left = resolve;
  });
  const listener: RequestListener = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) });
    response.on('close', () => {
      if (!response.writableFinished) left();
    });
    answer?.(response);
  };
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests, clientLeft };
}

export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): (response: ServerResponse) => void {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): (response: ServerResponse) => void {
  return (response) => response.writeHead(status, headers).end(body);
}

/** A stream of these events, each written as it stands; objects as `data:` lines. Ends with [DONE], or as `end` does. */
export function events(
  parts: readonly (object | string | Buffer)[],
  end: (response: ServerResponse) => void = (response) => response.end('data: [DONE]\n\n'),
): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) {
      response.write(typeof part === 'string' || Buffer.isBuffer(part) ? part : `data: ${JSON.stringify(part)}\n\n`);
    }
    setImmediate(() => end(response));
  };
}

/** The base URL of a port on which nobody listens. */
export async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}/v1`;
}
