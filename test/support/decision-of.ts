import type { Decision, DecisionData } from '../../src/decide/decision.js';

/** A decision that tells these data. */
export function decisionOf(data: DecisionData): Decision {
  return { ...data, toJSON: () => data };
}
