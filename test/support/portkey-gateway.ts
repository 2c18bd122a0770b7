import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(import.meta.resolve('@portkey-ai/gateway/build/start-server.js'));

/**
 * The gateway writes into the headers of the responses that it streams on, which Node forbids under every recent
 * @hono/node-server (Portkey-AI/gateway#1389). So its fetch gives responses whose headers can be written. And it would
 * listen on every interface: here it listens on loopback.
 */
const preload = `data:text/javascript,${encodeURIComponent(`
  import { Server } from 'node:net';
  const listen = Server.prototype.listen;
  Server.prototype.listen = function (port, ...rest) {
    return listen.call(this, port, '127.0.0.1', ...rest.filter((each) => typeof each === 'function'));
  };
  const original = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    const { body, status, statusText, headers } = await original(...request);
    return new Response(body, { status, statusText, headers: new Headers(headers) });
  };
`)}`;

/** The Portkey gateway in a process of its own: a server between a client and a provider that nobody here wrote. */
export interface PortkeyGateway {
  /** The base URL for clients; ends in /v1. */
  readonly url: string;
  /** The headers that send a request on to an OpenAI-compatible provider at this base URL. */
  headersFor(baseUrl: string): Record<string, string>;
  close(): Promise<void>;
}

/** Starts the gateway on a free port and waits until it says that it is ready. */
export async function startPortkeyGateway(): Promise<PortkeyGateway> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', preload, program, '--headless', `--port=${port}`], {
    env: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await readiness(child);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    headersFor: (baseUrl) => ({ 'x-portkey-provider': 'openai', 'x-portkey-custom-host': baseUrl }),
    close: async () => {
      if (child.exitCode !== null) return;
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  };
}

function readiness(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (part: Buffer): void => {
      output += part.toString();
      if (output.includes('Ready for connections')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The gateway ended with code ${code}:\n${output}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}
