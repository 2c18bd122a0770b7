import { deploymentsOf } from '../policy/deployments-of.js';
import type { Policy } from '../policy/policy.js';
import { slotsByName } from '../policy/slots-by-name.js';

/** Names of one kind that an expectation may use, and what the kind is called. */
export interface NamesOf {
  readonly kind: string;
  readonly names: ReadonlySet<string>;
}

/** The names that expectations may use, collected once for all cases of a file. */
export type KnownNames = Readonly<
  Record<'rule' | 'tier' | 'slot' | 'label' | 'endpoint' | 'fact' | 'bucket' | 'constraint' | 'shadow', NamesOf>
>;

export function knownNames(policy: Policy): KnownNames {
  const { rules, tiers, models, endpoints, facts, constraints, shadows } = policy;
  const buckets = [...facts.values()].filter(({ declaration }) => declaration.from === 'bucket');
  const labels = [...models.values()].flatMap(deploymentsOf).flatMap((slot) => slot.labels);
  const of = (kind: string, names: Iterable<string>): NamesOf => ({ kind, names: new Set(names) });
  return {
    rule: of('rule', [...rules.map(({ id }) => id), 'default']),
    tier: of('tier', tiers.keys()),
    slot: of('model slot', slotsByName(policy).keys()),
    label: of('label', labels),
    endpoint: of('endpoint', endpoints.keys()),
    fact: of('fact', facts.keys()),
    bucket: of(
      'bucket fact',
      buckets.map(({ name }) => name),
    ),
    constraint: of(
      'constraint',
      constraints.map(({ id }) => id),
    ),
    shadow: of(
      'shadow',
      shadows.map(({ id }) => id),
    ),
  };
}
