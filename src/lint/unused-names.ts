import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import type { ModelSlot, Outcome, Policy, Tier } from '../policy/policy.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { leavesOf } from '../rules/formula.js';
import type { Lint } from './lint.js';

/** A tier, model or fact that nothing uses. Names from included files are left alone: other policies may use them. */
export const unusedNames: Lint = ({ compiled }) => {
  const { policy } = compiled;
  const tiers = usedTiers(policy);
  const models = usedModels(policy, tiers);
  const facts = usedFacts(compiled);
  return [
    ...unused('tier', policy.tiers, policy, (name) => tiers.has(name)),
    ...unused('model', policy.models, policy, (name) => models.has(name)),
    ...unused('fact', policy.facts, policy, (name) => facts.has(name)),
  ];
};

function outcomesOf(policy: Policy): readonly Outcome[] {
  return [...policy.rules.map((rule) => rule.outcome), policy.default];
}

/** A tier spliced into the fallbacks of a used one counts as used when all its models stand in that chain. */
function usedTiers(policy: Policy): ReadonlySet<string> {
  const isPinnable = (name: string): boolean => policy.pinning === 'all' || policy.pinning.has(name);
  const chosen = outcomesOf(policy).flatMap((outcome) =>
    outcome.kind === 'route' && outcome.tier ? [outcome.tier.name] : [],
  );
  const used = new Set([...chosen, ...[...policy.tiers.keys()].filter(isPinnable)]);
  const chains = [...outcomesOf(policy).flatMap((outcome) => (outcome.kind === 'route' ? [outcome.chain] : []))];
  for (const tier of policy.tiers.values()) {
    if (chains.some((chain) => chain.length > tier.chain.length && isSpliced(tier, chain))) used.add(tier.name);
  }
  return used;
}

function isSpliced(tier: Tier, chain: readonly ModelSlot[]): boolean {
  return tier.chain.every((slot) => chain.slice(1).includes(slot));
}

function usedModels(policy: Policy, tiers: ReadonlySet<string>): ReadonlySet<string> {
  const chains = outcomesOf(policy).flatMap((outcome) => (outcome.kind === 'route' ? outcome.chain : []));
  const ofTiers = [...policy.tiers.values()].flatMap((tier) => (tiers.has(tier.name) ? tier.chain : []));
  const ofUnusedTiers = [...policy.tiers.values()].flatMap((tier) => tier.chain); // the tier's own warning says enough
  const pinned = policy.pinning === 'all' ? [...policy.models.keys()] : [...policy.pinning];
  return new Set([...[...chains, ...ofTiers, ...ofUnusedTiers].map((slot) => slot.name), ...pinned]);
}

function usedFacts({ rules, constraints }: CompiledPolicy): ReadonlySet<string> {
  return new Set(
    [...rules, ...constraints].flatMap(({ formula }) => leavesOf(formula).map((leaf) => leaf.comparison.fact)),
  );
}

function unused(
  kind: string,
  defined: ReadonlyMap<string, { readonly place: Place }>,
  policy: Policy,
  isUsed: (name: string) => boolean,
): readonly Diagnostic[] {
  return [...defined].flatMap(([name, { place }]) => {
    if (isUsed(name) || place.file !== policy.place.file) return [];
    return {
      code: 'unused-name',
      severity: 'warning',
      message: `${kind} "${name}" is defined but nothing uses it`,
      help: `remove it, or write the rule that was meant to use it`,
      place,
    };
  });
}
