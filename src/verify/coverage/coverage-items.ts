import type { Policy } from '../../policy/policy.js';
import { describeComparison } from '../../rules/comparison-test.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { type BoundariesOf, createBoundaries } from './boundaries.js';
import { comparisonUses } from './comparison-uses.js';
import type { ComparisonUse, CoverageItem } from './coverage-item.js';
import { positionItems } from './position-items.js';

/** Everything that cases can exercise in a policy, kind by kind, in the order of the file. */
export function coverageItems(compiled: CompiledPolicy): readonly CoverageItem[] {
  const uses = comparisonUses(compiled);
  const boundariesOf = createBoundaries(compiled);
  return [
    ...ruleItems(compiled),
    ...uses.flatMap(conditionItems),
    ...uses.flatMap((each) => boundaryItems(each, boundariesOf)),
    ...armItems(uses, compiled.policy),
    ...chainItems(compiled.policy),
    ...constraintItems(compiled),
  ];
}

function ruleItems({ policy }: CompiledPolicy): readonly CoverageItem[] {
  const rules = [...policy.rules, { id: 'default', place: policy.default.place }];
  return rules.map(({ id, place }, ruleIndex) => ({
    kind: 'rules',
    ruleIndex,
    place,
    what: `${id === 'default' ? 'the default' : id} decides`,
  }));
}

function conditionItems(uses: readonly ComparisonUse[]): readonly CoverageItem[] {
  const leaf = uses[0]?.leaf;
  if (leaf === undefined) return [];
  return [true, false].map((truth) => ({
    kind: 'conditions',
    uses,
    truth,
    place: leaf.place,
    what: `${describeComparison(leaf.comparison)}: ${truth}`,
  }));
}

function boundaryItems(uses: readonly ComparisonUse[], boundariesOf: BoundariesOf): readonly CoverageItem[] {
  const leaf = uses[0]?.leaf;
  if (leaf === undefined) return [];
  return boundariesOf(leaf.comparison).map(({ threshold, within, what }) => ({
    kind: 'boundaries',
    uses,
    threshold,
    within,
    place: leaf.place,
    what,
  }));
}

/** The arms of the experiments that something asks for. */
function armItems(uses: readonly (readonly ComparisonUse[])[], policy: Policy): readonly CoverageItem[] {
  const all = uses.flat();
  return [...policy.facts.values()].flatMap(({ name, declaration, place }) => {
    if (declaration.from !== 'bucket') return [];
    const asked = all.filter(({ leaf }) => leaf.comparison.fact === name);
    if (asked.length === 0) return [];
    return declaration.arms.map(({ name: arm }) => ({
      kind: 'arms',
      uses: asked,
      fact: name,
      arm,
      place,
      what: `${name}: arm ${arm}`,
    }));
  });
}

/** Every model of every chain that a rule, the default or a pinned request may lead to. */
function chainItems(policy: Policy): readonly CoverageItem[] {
  const outcomes = [...policy.rules, { id: 'default', outcome: policy.default }];
  const chosen = new Set(
    outcomes.flatMap(({ outcome }) => (outcome.kind === 'route' ? (outcome.tier?.name ?? []) : [])),
  );
  const tiers = [...policy.tiers.values()].filter(
    ({ name }) => chosen.has(name) || policy.pinning === 'all' || policy.pinning.has(name),
  );
  return [
    ...tiers.flatMap((tier) => positionItems({ tier: tier.name }, tier)),
    ...outcomes.flatMap(({ id, outcome }) =>
      outcome.kind === 'route' && outcome.tier === undefined ? positionItems({ rule: id }, outcome) : [],
    ),
  ];
}

function constraintItems({ constraints }: CompiledPolicy): readonly CoverageItem[] {
  return constraints.map(({ constraint: { id, place } }, constraintIndex) => ({
    kind: 'constraints',
    constraintIndex,
    place,
    what: `${id} applies`,
  }));
}
