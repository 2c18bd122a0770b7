import { decideDegradation } from '../decide/decide-degradation.js';
import type { RoutedDecision } from '../decide/decision.js';
import { andThen } from '../facts/and-then.js';
import type { DeploymentWorld } from '../plan/balance-candidates.js';
import { planExecution } from '../plan/plan-execution.js';
import type { Budget } from '../policy/budget.js';
import type { Policy } from '../policy/policy.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { ExecutionContext } from './execution.js';
import type { BudgetLedger } from './live/budget-ledger.js';

/** The budgets of a request, and what it does instead when it exceeds one; nothing where the policy has none. */
export function requestBudgetsOf(
  compiled: CompiledPolicy,
  routed: RoutedDecision,
  request: RoutingRequest,
  { ledger, world }: { readonly ledger: BudgetLedger; readonly world?: DeploymentWorld },
): Pick<ExecutionContext, 'budgets' | 'degrade'> {
  const budgets = budgetsOf(compiled.policy);
  if (budgets.length === 0) return {};
  return {
    budgets: ledger.open(budgets, request.attributes),
    degrade: (onExceeded) =>
      andThen(decideDegradation(compiled, routed, request, onExceeded), (degradation) =>
        degradation === undefined ? undefined : planExecution(degradation, request, world),
      ),
  };
}

/** Those that are not for shadows only. */
function budgetsOf(policy: Policy): readonly Budget[] {
  let budgets = known.get(policy);
  if (budgets === undefined) {
    budgets = [...policy.budgets.values()].filter(({ forShadows }) => !forShadows);
    known.set(policy, budgets);
  }
  return budgets;
}

const known = new WeakMap<Policy, readonly Budget[]>();
