import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** What a server may send instead of an answer. Those that are endless go on until the client has had enough. */
export const garbage = {
  'a page with status 200': (socket) => answer(socket, 'application/json', '<!doctype html><title>Bad gateway</title>'),
  'JSON that ends in the middle': (socket) => answer(socket, 'application/json', '{"choices": [{"message": {"con'),
  'JSON of another kind': (socket) => answer(socket, 'application/json', '[null, 0, {"choices": "none"}]'),
  'bytes that are not UTF-8': (socket) =>
    answer(socket, 'application/json', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22])),
  'a stream with bytes that are not UTF-8': (socket) =>
    answer(
      socket,
      stream,
      Buffer.concat([Buffer.from('data: {"choices":[{"delta":{"content":"'), Buffer.from([0xc3, 0x28, 0x0a, 0x0a])]),
    ),
  'a stream of broken JSON': (socket) => answer(socket, stream, 'data: {"choices": \n\ndata: [DONE]\n\n'),
  'a stream of null': (socket) => answer(socket, stream, 'data: null\n\ndata: 0\n\ndata: "text"\n\ndata: [DONE]\n\n'),
  'a line of 10 MB': (socket) => answer(socket, stream, `data: ${'x'.repeat(10_000_000)}\n\n`),
  'an endless line': (socket) =>
    answerEndlessly(socket, 200, stream, 'data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'),
  'endless comments': (socket) => answerEndlessly(socket, 200, stream, ': still working\n\n'),
  'endless empty chunks': (socket) => answerEndlessly(socket, 200, stream, 'data: {"id":"c","choices":[]}\n\n'),
  'an endless body': (socket) =>
    answerEndlessly(socket, 200, 'application/json', '                                        '),
  'an endless error': (socket) => answerEndlessly(socket, 500, 'text/html', '<p>Internal Server Error</p>'),
  'endless headers': (socket) => endlessly(socket, 'HTTP/1.1 200 OK\r\n', `x-more: ${'y'.repeat(200)}\r\n`),
  'no HTTP at all': (socket) => void socket.end('+OK ready\r\n'),
  'a chunk of impossible size': (socket) =>
    void socket.end(`${head(200, 'application/json')}transfer-encoding: chunked\r\n\r\nZZZZ\r\n{}\r\n`),
  'less than was announced': (socket) =>
    void socket.end(`${head(200, 'application/json')}content-length: 5000\r\n\r\n{"id"`),
  'gzip that is none': (socket) =>
    void socket.end(
      `${head(200, 'application/json')}content-encoding: gzip\r\nconnection: close\r\n\r\n{"choices":[]}`,
    ),
  'nothing, and a closed connection': (socket) => void socket.end(),
} satisfies Readonly<Record<string, (socket: Socket) => void>>;

export type Garbage = keyof typeof garbage;

export const garbageNames = Object.keys(garbage) as Garbage[];

export interface GarbageServer {
  /** Ends in /v1. */
  readonly url: string;
  /** Bytes that clients have taken, or that wait in the system's buffers for them. */
  readonly bytes: () => number;
  close(): Promise<void>;
}

/** A server on a free port of 127.0.0.1 that answers every request with the next of these. */
export async function startGarbageServer(...kinds: readonly Garbage[]): Promise<GarbageServer> {
  const sockets = new Set<Socket>();
  let requests = 0;
  let closedBytes = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      closedBytes += socket.bytesWritten - socket.writableLength;
    });
    socket.once('data', () => {
      const kind = kinds[requests % kinds.length] as Garbage;
      requests += 1;
      garbage[kind](socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    bytes: () =>
      [...sockets].reduce((sum, { bytesWritten, writableLength }) => sum + bytesWritten - writableLength, closedBytes),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const stream = 'text/event-stream';

function head(status: number, type: string): string {
  return `HTTP/1.1 ${status} Status\r\ncontent-type: ${type}\r\n`;
}

function answer(socket: Socket, type: string, body: string | Buffer): void {
  socket.write(`${head(200, type)}connection: close\r\n\r\n`);
  socket.end(body);
}

function answerEndlessly(socket: Socket, status: number, type: string, part: string): void {
  endlessly(socket, `${head(status, type)}connection: close\r\n\r\n`, part);
}

/** Without an end, at some megabytes a second, so that others get their turn. */
function endlessly(socket: Socket, start: string, part: string): void {
  const many = part.repeat(Math.ceil(65_536 / part.length));
  socket.write(start);
  const writing = setInterval(() => {
    if (socket.writableLength === 0) socket.write(many);
  }, 5);
  socket.once('close', () => clearInterval(writing));
}
