import type { Runtime } from '../../runtime.js';
import type { BudgetStore } from '../store.js';
import type { StoreGuard } from './store-guard.js';

/** Settlements that wait for a store to come back; what is not settled in the end is charged by its lease. */
const mostWaiting = 10_000;

const againAfterMs = 1_000;

/** A reservation is charged by its lease after at most the longest deadline: to settle it later changes nothing. */
const attempts = 600;

export interface Settlements {
  /** Returns at once; never throws. */
  settle(id: string, amounts: readonly number[]): void;
}

interface Waiting {
  readonly id: string;
  readonly amounts: readonly number[];
  left: number;
}

/** Settles in a store, again and again while it does not answer. */
export function createSettlements(
  store: BudgetStore,
  guard: StoreGuard,
  { sleep }: Pick<Runtime, 'sleep'>,
): Settlements {
  let waiting: Waiting[] = [];
  let running = false;

  function tryOnce(each: Waiting): void {
    const done = guard.ask<boolean | undefined>('budgets.settle', () => store.settle(each.id, each.amounts), undefined);
    const keep = (answer: boolean | undefined): void => {
      each.left -= 1;
      if (answer !== undefined || each.left <= 0 || waiting.length >= mostWaiting) return;
      waiting.push(each);
      if (!running) void goOn();
    };
    if (done instanceof Promise) void done.then(keep);
    else keep(done);
  }

  async function goOn(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      await sleep(againAfterMs, undefined, { background: true });
      const due = waiting;
      waiting = [];
      for (const each of due) tryOnce(each);
    }
    running = false;
  }

  return { settle: (id, amounts) => tryOnce({ id, amounts, left: attempts }) };
}
