import type { AccountHold, AccountState, BudgetStore } from '../execute/store.js';

interface Account {
  spent: number;
  held: number;
  /** May be forgotten then, unless something is held. */
  keptUntil: number;
}

interface Held {
  readonly holds: readonly AccountHold[];
  readonly until: number;
  sent: boolean;
}

const nothing: AccountState = { spent: 0, held: 0 };

/** Milliseconds between two looks for what has run out. */
const sweepEveryMs = 1_000;

/** The budgets of one process. */
export function memoryBudgets(now: () => number): BudgetStore {
  const accounts = new Map<string, Account>();
  const reservations = new Map<string, Held>();
  let sweptAt = Number.NEGATIVE_INFINITY;

  function sweep(at: number): void {
    if (Math.abs(at - sweptAt) < sweepEveryMs) return;
    sweptAt = at;
    for (const [id, held] of reservations) {
      if (held.until > at) continue;
      end(id, held, held.sent ? held.holds.map(({ amount }) => amount) : []);
    }
    for (const [id, account] of accounts) if (account.keptUntil <= at && account.held === 0) accounts.delete(id);
  }

  /** In place of what is held, charges the amounts; nothing where there is none. */
  function end(id: string, { holds }: Held, amounts: readonly number[]): void {
    reservations.delete(id);
    holds.forEach(({ account, amount }, index) => {
      const kept = accounts.get(account);
      if (kept === undefined) return;
      kept.held -= amount;
      kept.spent += amounts[index] ?? 0;
    });
  }

  function hold({ account, amount, keepMs }: AccountHold, at: number): AccountState {
    const kept = accounts.get(account) ?? { spent: 0, held: 0, keptUntil: 0 };
    kept.held += amount;
    kept.keptUntil = Math.max(kept.keptUntil, at + keepMs);
    accounts.set(account, kept);
    return { spent: kept.spent, held: kept.held };
  }

  return {
    reserve({ id, leaseMs, holds }) {
      const at = now();
      sweep(at);
      const index = holds.findIndex(({ account, amount, limit }) => {
        const { spent, held } = accounts.get(account) ?? nothing;
        return spent + held + amount > limit;
      });
      const full = holds[index];
      if (full !== undefined) return { kind: 'exceeded', index, state: stateOf(accounts.get(full.account)) };
      reservations.set(id, { holds, until: at + leaseMs, sent: false });
      return { kind: 'reserved', states: holds.map((each) => hold(each, at)) };
    },
    markSent(id) {
      const held = reservations.get(id);
      if (held === undefined) return false;
      held.sent = true;
      return true;
    },
    settle(id, amounts) {
      const held = reservations.get(id);
      if (held === undefined) return false;
      end(id, held, amounts);
      return true;
    },
    read(ids) {
      sweep(now());
      return ids.map((id) => stateOf(accounts.get(id)));
    },
    list() {
      sweep(now());
      return [...accounts].map(([account, kept]) => ({ account, ...stateOf(kept) }));
    },
    reset(id) {
      const account = accounts.get(id);
      if (account !== undefined) account.spent = 0;
    },
  };
}

function stateOf({ spent, held }: AccountState = nothing): AccountState {
  return { spent, held };
}
