import { isDeepStrictEqual } from 'node:util';
import { tierOutcome } from '../../decide/tier-outcome.js';
import type { Outcome, RouteOutcome } from '../../policy/outcome.js';
import type { Policy } from '../../policy/policy.js';
import type { Tier } from '../../policy/tier.js';
import type { Mutant } from './mutant.js';

/** Each rule, and the default, leads to another tier. */
export function outcomeMutants({ rules, default: last, tiers }: Policy): readonly Mutant[] {
  const outcomes = [...rules.map(({ id, outcome }) => ({ id, outcome })), { id: 'default', outcome: last }];
  return outcomes.flatMap(({ id, outcome }, ruleIndex) => {
    const changed = otherOutcome(outcome, [...tiers.values()]);
    if (changed?.tier === undefined) return [];
    const effect = { of: 'outcome', ruleIndex, outcome: changed } as const;
    return { kind: 'outcome', place: outcome.place, mistake: `${id} leads to tier ${changed.tier.name}`, effect };
  });
}

/** The next tier of the policy, with what the outcome changes of its own; the first tier for one that names none. */
function otherOutcome(outcome: Outcome, tiers: readonly Tier[]): RouteOutcome | undefined {
  const own = outcome.kind === 'route' ? outcome.tier : undefined;
  const index = tiers.findIndex(({ name }) => name === own?.name);
  const tier = tiers[(index + 1) % tiers.length];
  if (tier === undefined || tier === own) return undefined;
  const changes = own === undefined || outcome.kind === 'reject' ? {} : changesTo(own, outcome);
  const { parts, ...settings } = tierOutcome(tier);
  // Parts go with their chain.
  const priced = 'chain' in changes || parts === undefined ? {} : { parts };
  return { ...settings, ...priced, ...changes, tier, place: outcome.place };
}

function changesTo(tier: Tier, outcome: RouteOutcome): Partial<RouteOutcome> {
  const inherited = new Map<string, unknown>(Object.entries(tier));
  const changed = Object.entries(outcome).filter(
    ([key, value]) => key !== 'tier' && key !== 'kind' && !isDeepStrictEqual(inherited.get(key), value),
  );
  return Object.fromEntries(changed);
}
