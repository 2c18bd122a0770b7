import { type Awaitable, andThen } from '../../facts/and-then.js';
import type { Budget } from '../../policy/budget.js';
import type { Attributes } from '../../request/routing-request.js';
import type { Runtime } from '../../runtime.js';
import { accountsOf, type BudgetAccount, nanosToUsd } from '../../usage/budget-accounts.js';
import type { AccountState, BudgetStore, ReservationAnswer } from '../store.js';
import type { BudgetEvent, BudgetName } from './budget-event.js';
import {
  type BudgetHold,
  type BudgetRefusal,
  openRequestBudgets,
  type RequestBudgets,
  type Reservations,
} from './request-budgets.js';
import { createSettlements } from './settlements.js';
import type { StoreGuard } from './store-guard.js';

/** Budgets as requests meet them: what a store does wrong is met as each budget says, and what happens is told. */
export interface BudgetLedger {
  open(budgets: readonly Budget[], attributes: Attributes): RequestBudgets;
  /** Percent of a budget that is used, of the limit that is nearest; undefined when the store does not answer. */
  use(budget: Budget, attributes: Attributes): Awaitable<number | undefined>;
}

/** Accounts of which it is remembered that they were warned of. */
const mostWarned = 10_000;

export function createBudgetLedger(
  store: BudgetStore,
  guard: StoreGuard,
  runtime: Pick<Runtime, 'now' | 'newId' | 'sleep'>,
  emit: (event: BudgetEvent) => void,
): BudgetLedger {
  const warned = new Set<string>();
  const settlements = createSettlements(store, guard, runtime);

  function warn({ account }: BudgetHold, { spent, held }: AccountState): void {
    const used = ((spent + held) / account.limit) * 100;
    if (used < account.budget.warnAt || warned.has(account.id)) return;
    if (warned.size >= mostWarned) warned.clear();
    warned.add(account.id);
    emit({ type: 'budget-warning', ...nameOf(account), used });
  }

  function answered(holds: readonly BudgetHold[], answer: ReservationAnswer): BudgetRefusal | undefined {
    if (answer.kind === 'reserved') {
      answer.states.forEach((state, index) => {
        const hold = holds[index];
        if (hold !== undefined) warn(hold, state);
      });
      return undefined;
    }
    const { account, amount } = holds[answer.index] as BudgetHold;
    const { state } = answer;
    const [used, asked] = [state.spent + state.held, amount].map((each) => inUnit(account, each)) as [number, number];
    emit({ type: 'budget-exceeded', ...nameOf(account), used, asked });
    return { kind: 'exceeded', account, amount, state };
  }

  /** Whether the attempt may be sent although it is not counted. */
  function withoutStore(holds: readonly BudgetHold[]): BudgetRefusal | undefined {
    const strict = holds.find(({ account }) => account.budget.onStoreFailure === 'reject');
    return strict && { kind: 'unavailable', account: strict.account };
  }

  function giveBack(id: string, holds: readonly BudgetHold[]): void {
    settlements.settle(
      id,
      holds.map(() => 0),
    );
  }

  function sent(id: string, holds: readonly BudgetHold[]): Awaitable<BudgetRefusal | undefined> {
    const marked = guard.ask('budgets.markSent', () => store.markSent(id), false);
    return andThen(marked, (known) => {
      if (known) return undefined;
      giveBack(id, holds);
      return withoutStore(holds);
    });
  }

  const reservations: Reservations = {
    reserve(id, holds, leaseMs) {
      const asked = holds.map(({ account, amount }) => ({
        account: account.id,
        amount,
        limit: account.limit,
        keepMs: account.keepMs,
      }));
      const answer = guard.ask<ReservationAnswer | undefined>(
        'budgets.reserve',
        () => store.reserve({ id, leaseMs, holds: asked }),
        undefined,
        (late) => {
          if (late?.kind === 'reserved') giveBack(id, holds);
        },
      );
      return andThen(answer, (given) =>
        given === undefined ? withoutStore(holds) : (answered(holds, given) ?? sent(id, holds)),
      );
    },
    settle(id, holds, amounts) {
      settlements.settle(id, amounts);
      holds.forEach(({ account, amount }, index) => {
        const by = (amounts[index] ?? 0) - amount;
        if (by > 0) emit({ type: 'budget-excess', ...nameOf(account), by: inUnit(account, by) });
      });
    },
  };

  return {
    open: (budgets, attributes) => openRequestBudgets(budgets, attributes, reservations, runtime),
    use(budget, attributes) {
      const accounts = accountsOf(budget, attributes, runtime.now());
      const ids = accounts.map(({ id }) => id);
      const states = guard.ask('budgets.read', () => store.read(ids), undefined);
      return andThen(states, (read) => mostUsed(accounts, read));
    },
  };
}

function mostUsed(accounts: readonly BudgetAccount[], states: readonly AccountState[] | undefined): number | undefined {
  if (states === undefined) return undefined;
  return Math.max(...states.map(({ spent, held }, index) => ((spent + held) / (accounts[index]?.limit ?? 1)) * 100));
}

function nameOf(account: BudgetAccount): BudgetName {
  const { budget, key, unit, limit, resetsAt } = account;
  return { budget: budget.name, key, unit, limit: inUnit(account, limit), resetsAt };
}

/** As people count it. */
export function inUnit({ unit }: Pick<BudgetAccount, 'unit'>, amount: number): number {
  return unit === 'usd' ? nanosToUsd(amount) : amount;
}
