import { RouterError } from '../errors.js';
import type { AttemptFailure } from './attempt-failure.js';
import { type Execution, reportOf } from './execution.js';
import { inUnit } from './live/budget-ledger.js';
import type { BudgetRefusal } from './live/request-budgets.js';
import { withRouting } from './routing-of.js';

/** The error for a request that its budgets do not let go. The last failure before it, if there was one, is its cause. */
export function budgetError(
  execution: Execution,
  refusal: BudgetRefusal,
  failures: readonly AttemptFailure[],
): unknown {
  const last = failures.at(-1);
  const cause = last === undefined ? {} : { cause: last.error ?? new Error(last.message) };
  return withRouting(errorFor(refusal, execution.context.runtime.now(), cause), reportOf(execution, null));
}

function errorFor(refusal: BudgetRefusal, now: number, cause: { readonly cause?: unknown }): RouterError {
  const { budget, resetsAt } = refusal.account;
  switch (refusal.kind) {
    case 'exceeded': {
      const retryAfterMs = Math.max(0, resetsAt - now);
      const resets = `it begins anew at ${new Date(resetsAt).toISOString()}`;
      return new RouterError('BUDGET_EXCEEDED', `${whyExceeded(refusal)}; ${resets}`, {
        status: 429,
        retryAfterMs,
        ...cause,
      });
    }
    case 'unbounded':
      return new RouterError(
        'BUDGET_EXCEEDED',
        `what this request may cost cannot be bounded (images, files, web search or an unknown price), and budget ${budget.name} does not allow that: unknown_cost: allow would`,
        { status: 422, ...cause },
      );
    case 'unavailable':
      return new RouterError(
        'BUDGET_UNAVAILABLE',
        `the store that keeps budget ${budget.name} does not answer, and the policy rejects requests then`,
        { status: 503, retryAfterMs: 1_000, ...cause },
      );
    default:
      return refusal satisfies never;
  }
}

function whyExceeded({ account, amount, state }: BudgetRefusal & { kind: 'exceeded' }): string {
  const { budget, unit, limit } = account;
  const say = (each: number): string => (unit === 'usd' ? `${inUnit(account, each)} USD` : `${each} ${unit}`);
  const used = `${say(state.spent)} spent and ${say(state.held)} reserved of ${say(limit)}`;
  return `budget ${budget.name} has no room for this request: ${used}, and it may take ${say(amount)}`;
}
