import { createHash } from 'node:crypto';

/**
 * What the store needs of a connection: the clients of the `redis` package have it. One that keeps commands while it is
 * not connected should be told not to (`disableOfflineQueue: true`), so that an outage is known at once.
 */
export interface RedisClient {
  evalSha(sha1: string, options: ScriptCall): Promise<unknown>;
  eval(script: string, options: ScriptCall): Promise<unknown>;
}

export interface ScriptCall {
  readonly keys: string[];
  readonly arguments: string[];
}

/** One operation: it runs on the server as a whole, or not at all. */
export type RedisScript = (client: RedisClient, keys: readonly string[], args: readonly string[]) => Promise<unknown>;

/** A script that is sent once, and named by its hash from then on. */
export function redisScript(source: string): RedisScript {
  const sha1 = createHash('sha1').update(source).digest('hex');
  return async (client, keys, args) => {
    const call = { keys: [...keys], arguments: [...args] };
    try {
      return await client.evalSha(sha1, call);
    } catch (error) {
      // A server that was restarted has forgotten it.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return client.eval(source, call);
    }
  };
}
