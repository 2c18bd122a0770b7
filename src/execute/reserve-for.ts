import type { PlannedTarget } from '../plan/execution-plan.js';
import type { OnExceeded } from '../policy/budget.js';
import { budgetError } from './budget-error.js';
import type { Execution } from './execution.js';
import { settingsFor } from './execution-settings.js';
import type { BudgetRefusal, RequestBudgets } from './live/request-budgets.js';
import { chainStart } from './next-step.js';
import type { DegradedRequest } from './routing-report.js';
import type { ChainWalk } from './run-chain.js';
import type { Awaitable } from './store.js';

/** A reservation outlives the request's deadline by so much, for whoever settles it late. */
const leaseMarginMs = 60_000;

/**
 * Reserves for one attempt. False when the walk must look anew: the request was degraded, which happens at most once and
 * only before its first attempt, or cancelled. Throws or rejects with the error for the caller when there is no room.
 */
export function reserveFor(
  execution: Execution,
  budgets: RequestBudgets,
  target: PlannedTarget,
  walk: ChainWalk,
): Awaitable<boolean> {
  const leaseMs = Math.max(0, execution.deadlineAt - execution.context.runtime.now()) + leaseMarginMs;
  const refusal = budgets.reserve(target, leaseMs);
  if (refusal instanceof Promise) return refusal.then((late) => reserved(execution, budgets, late, walk));
  return refusal === undefined ? true : reserved(execution, budgets, refusal, walk);
}

async function reserved(
  execution: Execution,
  budgets: RequestBudgets,
  refusal: BudgetRefusal | undefined,
  walk: ChainWalk,
): Promise<boolean> {
  const { cancel, gate } = execution;
  if (refusal === undefined && !cancel.aborted) return true;
  gate.giveBack();
  budgets.giveBack();
  if (refusal === undefined || cancel.aborted) return false;
  if (await degrade(execution, refusal, walk)) return false;
  throw budgetError(execution, refusal, walk.failures);
}

async function degrade(execution: Execution, refusal: BudgetRefusal, walk: ChainWalk): Promise<boolean> {
  const { onExceeded, name } = refusal.account.budget;
  const mayDegrade = refusal.kind !== 'unavailable' && execution.degraded === undefined;
  if (!mayDegrade || execution.attempts.length > 0) return false;
  const plan = await execution.context.degrade?.(onExceeded);
  if (plan === undefined) return false;
  execution.plan = plan;
  execution.settings = settingsFor(plan.recovery);
  // What the plan that was left would have done is not told of the one that is followed.
  execution.balanced.splice(0, execution.balanced.length, ...plan.balanced);
  execution.notApplied.splice(0, execution.notApplied.length, ...plan.notApplied);
  execution.degraded = { budget: name, ...whatItDoes(onExceeded) };
  walk.position = chainStart;
  return true;
}

function whatItDoes(onExceeded: OnExceeded): Omit<DegradedRequest, 'budget'> {
  if (onExceeded.kind === 'tier') return { tier: onExceeded.tier.name };
  return onExceeded.kind === 'max_tokens' ? { max_tokens: onExceeded.maxTokens } : {};
}
