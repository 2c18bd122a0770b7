import type { Decision, DecisionData } from '../../src/decide/decision.js';

/** A decision that tells these data. Its own `toJSON` is not copied, as that of a class is not. */
export function decisionOf(data: DecisionData): Decision {
  return Object.defineProperty({ ...data }, 'toJSON', { value: () => data }) as Decision;
}
