import { type Awaitable, andThen } from '../../facts/and-then.js';
import type { PlannedTarget } from '../../plan/execution-plan.js';
import type { Budget } from '../../policy/budget.js';
import { imagesIn } from '../../request/images-in.js';
import type { Attributes, ChatBody } from '../../request/routing-request.js';
import type { Runtime } from '../../runtime.js';
import { accountsOf, type BudgetAccount, usdToNanos } from '../../usage/budget-accounts.js';
import { noCost } from '../../usage/cost.js';
import { type WorstCase, worstCase } from '../../usage/worst-case.js';
import type { Attempt } from '../routing-report.js';
import type { AccountState } from '../store.js';
import { promptBound } from './prompt-bound.js';

/** The budgets of one request: every attempt reserves its worst case in all of them, and settles what it came to. */
export interface RequestBudgets {
  /** Undefined when the attempt may be sent; it must be followed by `settle` or `giveBack` then. One at a time. */
  reserve(target: PlannedTarget, leaseMs: number): Awaitable<BudgetRefusal | undefined>;
  /** The attempt has ended. */
  settle(attempt: Pick<Attempt, 'cost' | 'usage'>): void;
  /** The attempt is not made. */
  giveBack(): void;
}

/** Why an attempt may not be sent. */
export type BudgetRefusal =
  | {
      readonly kind: 'exceeded';
      readonly account: BudgetAccount;
      readonly amount: number;
      readonly state: AccountState;
    }
  /** What the attempt may come to cannot be bounded. */
  | { readonly kind: 'unbounded'; readonly account: BudgetAccount }
  /** The store does not answer. */
  | { readonly kind: 'unavailable'; readonly account: BudgetAccount };

/** What is held for an attempt in one account. */
export interface BudgetHold {
  readonly account: BudgetAccount;
  readonly amount: number;
}

/** Where reservations are made. */
export interface Reservations {
  reserve(id: string, holds: readonly BudgetHold[], leaseMs: number): Awaitable<BudgetRefusal | undefined>;
  /** Charges these amounts in place of what is held. */
  settle(id: string, holds: readonly BudgetHold[], amounts: readonly number[]): void;
}

interface Held {
  readonly id: string;
  readonly holds: readonly BudgetHold[];
}

export function openRequestBudgets(
  budgets: readonly Budget[],
  attributes: Attributes,
  reservations: Reservations,
  { now, newId }: Pick<Runtime, 'now' | 'newId'>,
): RequestBudgets {
  let held: Held | undefined;
  /** The request counts once, however many attempts it takes. */
  let counted = false;

  /** Whether anything but requests is counted. */
  const bounded = budgets.some(({ limitUsd, limitTokens }) => limitUsd !== undefined || limitTokens !== undefined);

  function reserveWorst(worst: WorstCase, leaseMs: number): Awaitable<BudgetRefusal | undefined> {
    const accounts = budgets.flatMap((budget) => accountsOf(budget, attributes, now()));
    const holds: BudgetHold[] = [];
    for (const account of accounts) {
      if (account.unit === 'requests' && counted) continue;
      const amount = amountOf(account, worst);
      if (amount === undefined) return { kind: 'unbounded', account };
      holds.push({ account, amount });
    }
    if (holds.length === 0) return undefined;
    const attempt = { id: newId(), holds };
    return andThen(reservations.reserve(attempt.id, holds, leaseMs), (refusal) => {
      if (refusal === undefined) {
        held = attempt;
        counted = true;
      }
      return refusal;
    });
  }

  return {
    reserve(target, leaseMs) {
      const promptTokens = bounded ? promptBound(target) : undefined;
      return andThen(promptTokens, (most) => reserveWorst(worstCaseOf(target, most), leaseMs));
    },
    settle(attempt) {
      if (held === undefined) return;
      const { id, holds } = held;
      held = undefined;
      reservations.settle(
        id,
        holds,
        holds.map((hold) => chargeOf(hold, attempt)),
      );
    },
    giveBack() {
      if (held === undefined) return;
      const { id, holds } = held;
      held = undefined;
      if (holds.some(({ account }) => account.unit === 'requests')) counted = false;
      reservations.settle(
        id,
        holds,
        holds.map(() => 0),
      );
    },
  };
}

/** The worst case over the models that the endpoint may fall back to by itself, of the body as it is sent. */
function worstCaseOf({ slot, body, nativeFallbacks = [] }: PlannedTarget, promptTokens: number | undefined): WorstCase {
  const slots = [slot, ...nativeFallbacks.map((fallback) => fallback.slot)];
  const limit = limitOf(body);
  const choices = typeof body.n === 'number' ? body.n : 1;
  return worstCase(
    slots.map(({ price }) => price),
    { promptTokens, limit, choices, images: imagesIn(body as unknown as ChatBody) },
  );
}

/** Every body that is sent has a limit. */
function limitOf(body: PlannedTarget['body']): number {
  const limit = body.max_completion_tokens ?? body.max_tokens;
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
}

/** In the account's unit; undefined when there is no saying and the policy does not allow that. */
function amountOf({ unit, budget }: BudgetAccount, worst: WorstCase): number | undefined {
  if (unit === 'requests') return 1;
  const most = unit === 'usd' ? worst.usd : worst.tokens;
  if (most === undefined || !Number.isFinite(most)) return budget.unknownCost === 'allow' ? 0 : undefined;
  return exact(unit === 'usd' ? Math.ceil(most * 1e9) : most);
}

/** What is more than a store can keep exactly is more than any limit, and no fault of the store. */
function exact(amount: number): number {
  return Math.min(amount, Number.MAX_SAFE_INTEGER);
}

/** What is unsure is charged as the worst case. */
function chargeOf({ account, amount }: BudgetHold, { cost, usage }: Pick<Attempt, 'cost' | 'usage'>): number {
  switch (account.unit) {
    case 'requests':
      return amount;
    case 'usd':
      return cost === undefined ? amount : exact(usdToNanos(cost.usd));
    case 'tokens': {
      if (cost === noCost) return 0;
      const { prompt_tokens: prompt, completion_tokens: completion } = usage ?? {};
      return prompt === undefined || completion === undefined ? amount : exact(prompt + completion);
    }
    default:
      return account.unit satisfies never;
  }
}
