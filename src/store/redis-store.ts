import { RouterError } from '../errors.js';
import type { Store } from '../execute/store.js';
import { redisBreakers } from './redis-breakers.js';
import { redisBudgets } from './redis-budgets.js';
import { redisRollouts } from './redis-rollouts.js';
import type { RedisClient } from './redis-script.js';
import { redisSticky } from './redis-sticky.js';

export interface RedisStoreOptions {
  /** Where the server is: `redis://` or `rediss://`, with what it takes to log in. The `redis` package must be installed. */
  readonly url?: string;
  /** A client of the `redis` package that is connected already, in place of a URL. It stays the caller's to close. */
  readonly client?: RedisClient;
  /** What every key begins with, in braces: on a cluster all are in one place. Default: signalbox. */
  readonly prefix?: string;
  /** The time, in milliseconds since the epoch, for tests. Default: the server's clock, which is one for all processes. */
  readonly now?: () => number;
}

export interface RedisStore extends Store {
  /** Closes the connection that a URL opened. */
  close(): Promise<void>;
}

/** How a store speaks to its server. */
export interface RedisAccess {
  readonly client: RedisClient;
  /** A key of this store. */
  readonly key: (name: string) => string;
  /** The time as scripts take it; empty for the server's own. */
  readonly time: () => string;
}

/**
 * A store on Redis or Valkey, for routers in several processes. An operation is one script. Rejects with a RouterError
 * OPTIONS_INVALID when neither a URL nor a client is given, or the `redis` package is not installed; a server that does
 * not answer rejects nothing here: what is asked of the store fails until it does.
 */
export async function createRedisStore(options: RedisStoreOptions): Promise<RedisStore> {
  const { url, client, prefix = 'signalbox', now } = options;
  if ((url === undefined) === (client === undefined)) {
    throw new RouterError('OPTIONS_INVALID', 'createRedisStore takes either a url or a client');
  }
  if (prefix === '' || /[{}]/.test(prefix)) {
    throw new RouterError('OPTIONS_INVALID', 'prefix: give a text without braces, such as signalbox');
  }
  const connection = url === undefined ? undefined : await connect(url);
  const access: RedisAccess = {
    client: client ?? (connection as RedisClient),
    key: (name) => `{${prefix}}:${name}`,
    time: () => (now === undefined ? '' : String(now())),
  };
  return {
    breakers: redisBreakers(access),
    budgets: redisBudgets(access),
    sticky: redisSticky(access),
    rollouts: redisRollouts(access),
    async close() {
      connection?.destroy();
    },
  };
}

/** The longest time between two attempts to connect, in milliseconds. */
const longestReconnectMs = 1_000;

async function connect(url: string) {
  const { createClient } = await loadRedis();
  const client = createClient({
    url,
    // What is asked while there is no connection fails at once.
    disableOfflineQueue: true,
    socket: { connectTimeout: 2_000, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, longestReconnectMs) },
  });
  // Whoever asks the store is told.
  client.on('error', () => {});
  const settled = new Promise<void>((resolve) => {
    client.once('ready', resolve);
    client.once('error', () => resolve());
  });
  client.connect().catch(() => {});
  await settled;
  return client;
}

async function loadRedis() {
  try {
    return await import('redis');
  } catch (cause) {
    throw new RouterError('OPTIONS_INVALID', 'the Redis store needs a package that is not there: npm install redis', {
      cause,
    });
  }
}
