import { admit, type Breaker, closedBreaker, report } from '../execute/live/breaker.js';
import type { BreakerStore, Store } from '../execute/store.js';
import type { Runtime } from '../runtime.js';
import { memoryBudgets } from './memory-budgets.js';
import { memoryRollouts } from './memory-rollouts.js';
import { memorySticky } from './memory-sticky.js';

/** Policies that change again and again name ever new targets: closed breakers beyond this are forgotten. */
const mostBreakers = 10_000;

/** A store for one process, which answers at once. */
export function createMemoryStore({ now }: Pick<Runtime, 'now'>): Store {
  return {
    breakers: memoryBreakers(now),
    budgets: memoryBudgets(now),
    sticky: memorySticky(),
    rollouts: memoryRollouts(),
  };
}

function memoryBreakers(now: () => number): BreakerStore {
  const breakers = new Map<string, Breaker>();

  function keep(target: string, breaker: Breaker): void {
    if (breakers.size >= mostBreakers && !breakers.has(target)) forgetClosed(breakers);
    breakers.set(target, breaker);
  }

  return {
    admit(target, request) {
      const before = breakers.get(target);
      if (before === undefined || before.kind === 'closed') return admit(closedBreaker, now(), request).admission;
      const { breaker, admission } = admit(before, now(), request);
      keep(target, breaker);
      return admission;
    },
    report(target, told) {
      const { breaker, change } = report(breakers.get(target) ?? closedBreaker, now(), told);
      keep(target, breaker);
      return change;
    },
  };
}

function forgetClosed(breakers: Map<string, Breaker>): void {
  for (const [target, breaker] of breakers) if (breaker.kind === 'closed') breakers.delete(target);
}
