import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { Outcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import type { Route } from '../policy/route.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { leavesOf } from '../rules/formula.js';
import type { Lint } from './lint.js';

/** A tier, model or fact that nothing uses. Names from included files are left alone: other policies may use them. */
export const unusedNames: Lint = ({ compiled }) => {
  const { policy } = compiled;
  const tiers = usedTiers(policy);
  const models = usedModels(policy);
  const facts = usedFacts(compiled);
  return [
    ...unused('tier', policy.tiers, policy, (name) => tiers.has(name)),
    ...unused('model', policy.models, policy, (name) => models.has(name)),
    ...unused('fact', policy.facts, policy, (name) => facts.has(name)),
  ];
};

function outcomesOf(policy: Policy): readonly Outcome[] {
  return [
    ...policy.rules.map((rule) => rule.outcome),
    policy.default,
    ...policy.shadows.map((shadow) => shadow.outcome),
  ];
}

/** Tiers that an outcome chooses or a request may pin, and those that they splice in or escalate to, and so on. */
function usedTiers(policy: Policy): ReadonlySet<string> {
  const used = new Set<string>();
  const use = (name: string): void => {
    if (used.has(name)) return;
    used.add(name);
    const tier = policy.tiers.get(name);
    if (tier !== undefined) useThose(tier);
  };
  const useThose = ({ spliced, escalate }: Pick<Route, 'spliced' | 'escalate'>): void => {
    for (const other of spliced) use(other);
    if (escalate !== undefined) use(escalate.to);
  };
  for (const outcome of outcomesOf(policy)) {
    if (outcome.kind === 'reject') continue;
    if (outcome.tier !== undefined) use(outcome.tier.name);
    useThose(outcome);
  }
  for (const { onExceeded } of policy.budgets.values()) if (onExceeded.kind === 'tier') use(onExceeded.tier.name);
  for (const name of policy.tiers.keys()) if (policy.pinning === 'all' || policy.pinning.has(name)) use(name);
  return used;
}

/** Models of an unused tier count as used: the tier's own warning says enough. */
function usedModels(policy: Policy): ReadonlySet<string> {
  const chains = outcomesOf(policy).flatMap((outcome) => (outcome.kind === 'route' ? namedSlots(outcome) : []));
  const ofTiers = [...policy.tiers.values()].flatMap(namedSlots);
  const pinned = policy.pinning === 'all' ? [...policy.models.keys()] : [...policy.pinning];
  return new Set([...[...chains, ...ofTiers].map((slot) => slot.name), ...pinned]);
}

/** Those that are asked for by price and can never be the cheapest, too. */
function namedSlots({ chain, parts = [] }: Pick<Route, 'chain' | 'parts'>): readonly ModelSlot[] {
  return [...chain, ...parts.flatMap((part) => (part.kind === 'listed' ? [] : part.excluded.map(({ slot }) => slot)))];
}

/** Facts that a condition asks for, and the holdouts of experiments. */
function usedFacts({ rules, constraints, shadows, policy }: CompiledPolicy): ReadonlySet<string> {
  const formulas = [...rules, ...constraints, ...shadows].flatMap(({ formula }) => formula ?? []);
  const asked = formulas.flatMap((formula) => leavesOf(formula).map((leaf) => leaf.comparison.fact));
  const holdouts = [...policy.facts.values()].flatMap(({ declaration }) =>
    declaration.from === 'bucket' && declaration.holdout !== undefined ? [declaration.holdout.fact] : [],
  );
  return new Set([...asked, ...holdouts]);
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
