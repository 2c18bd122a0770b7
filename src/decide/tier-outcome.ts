import type { RouteOutcome } from '../policy/outcome.js';
import type { Tier } from '../policy/tier.js';

/** What it means to go to a tier that no outcome changes. */
export function tierOutcome(tier: Tier): RouteOutcome {
  const { name: _name, description: _description, ...settings } = tier;
  return { kind: 'route', tier, ...settings };
}
