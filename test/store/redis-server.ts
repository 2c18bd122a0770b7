import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether there is a redis-server (or a valkey-server) to run these tests on; says how to get one when there is not. */
export const redisServer: string | undefined = findServer();

function findServer(): string | undefined {
  const names = [process.env.REDIS_SERVER ?? 'redis-server', 'valkey-server'];
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0);
  if (found === undefined) {
    process.stderr.write(
      'skipped: tests on Redis need a redis-server (apt-get install redis-server, or REDIS_SERVER=PATH)\n',
    );
  }
  return found;
}

/** A server of the test's own, on a free port of loopback. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Ends it at once, without a chance to save anything. */
  kill(): Promise<void>;
  /** The same server again; `keeping` what it was told, it reads its log. */
  restart(): Promise<void>;
  /** Lets it answer nothing until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** `durable`: every write is on the disk before it is answered, so that a restart finds it. */
export async function startRedis({ durable = false } = {}): Promise<RedisServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-redis-'));
  let child = await launch(port, folder, durable);

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    async restart() {
      await kill();
      child = await launch(port, folder, durable);
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launch(port: number, folder: string, durable: boolean): Promise<ChildProcess> {
  const durability = durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...durability];
  const child = spawn(redisServer ?? 'redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (data) => {
      said += String(data);
      if (said.includes('Ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`redis-server ended at once:\n${said}`)));
  });
  return child;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
