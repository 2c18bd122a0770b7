import type { BreakerStore } from '../execute/store.js';
import { admitScript, reportScript } from './redis-scripts.js';
import type { RedisAccess } from './redis-store.js';

/** Breakers of all processes on one server. */
export function redisBreakers({ client, key, time }: RedisAccess): BreakerStore {
  const keyOf = (target: string): string[] => [key(`breaker:${target}`)];
  return {
    async admit(target, { leaseMs, force }) {
      const args = [time(), String(leaseMs), force ? '1' : '0'];
      const [admitted, figure] = (await admitScript(client, keyOf(target), args)) as [number, string];
      if (Number(admitted) === 0) return { kind: 'refused', dueInMs: Number(figure) };
      return figure === '' ? { kind: 'admitted' } : { kind: 'admitted', probe: Number(figure) };
    },
    async report(target, told) {
      const args = [time(), JSON.stringify(told)];
      const [change, ms] = (await reportScript(client, keyOf(target), args)) as [string?, string?];
      if (change === undefined) return undefined;
      return change === 'closed' ? { kind: 'closed' } : { kind: 'opened', forMs: Number(ms) };
    },
  };
}
