import type { Decision } from '../decide/decision.js';
import { RouterError } from '../errors.js';
import { withRouting } from '../execute/routing-of.js';
import { noCost } from '../usage/cost.js';

/** The error for a decision that leads to no attempt; undefined for one that does. It carries the decision. */
export function refusalError(decision: Decision): RouterError | undefined {
  const error = errorFor(decision);
  return error && withRouting(error, { decision, attempts: [], served_by: null, cost: noCost, duration_ms: 0 });
}

function errorFor(decision: Decision): RouterError | undefined {
  if (decision.reject !== undefined) {
    return new RouterError('REQUEST_REJECTED', decision.reject.message, { status: decision.reject.status });
  }
  if (decision.no_eligible_model !== true) return undefined;
  const reasons = decision.removed.map(({ slot, reason, constraint }) =>
    constraint === undefined ? `${slot}: ${reason}` : `${slot}: ${reason} (${constraint})`,
  );
  return new RouterError('NO_ELIGIBLE_MODEL', `no model may serve this request: ${reasons.join('; ')}`, {
    status: 422,
  });
}
