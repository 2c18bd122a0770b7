import type { Comparison } from '../../policy/condition.js';
import type { Witness } from '../../rules/class-search.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { DecisionSearch, firstFound } from '../../rules/decision-search.js';
import type { Leaf } from '../../rules/formula.js';
import { type Goal, mustBeTrue } from '../../rules/goal.js';
import { goalsToReach } from '../../rules/goals-to-reach.js';
import { canBeFalse, canBeTrue, notFalse } from '../../rules/truth-set.js';
import type { ChainRoute, ComparisonUse, CoverageItem } from './coverage-item.js';

/** Looks for a request that exercises an item; or the proof, over the facts' classes, that there is none. */
export type ReachItem = (item: CoverageItem) => Witness;

/** Prepares the search for some items. */
export function createItemSearch(compiled: CompiledPolicy, items: readonly CoverageItem[]): ReachItem {
  const wanted = new Map(items.map((item) => [item, goalsOf(item)]));
  const search = new DecisionSearch(
    compiled,
    [...wanted.values()].flat().map(({ formula }) => formula),
  );
  return (item) => reach(item, wanted.get(item) ?? [], search, compiled);
}

function reach(item: CoverageItem, wanted: readonly Goal[], search: DecisionSearch, compiled: CompiledPolicy): Witness {
  switch (item.kind) {
    case 'rules':
      return search.decidedBy(item.ruleIndex);
    case 'constraints': {
      const formula = compiled.constraints[item.constraintIndex]?.formula;
      return search.routed(formula === undefined ? [] : [{ formula, allowed: notFalse }]);
    }
    case 'positions':
      return firstFound(rulesOnRoute(item.route, compiled), (index) => search.decidedBy(index));
    case 'conditions':
      return firstFound(item.uses, (use) => reachUse(use, [...wanted, truthGoal(use.leaf, item.truth)], search));
    case 'boundaries':
    case 'arms':
      return firstFound(item.uses, (use) => reachUse(use, wanted, search));
    default:
      return item satisfies never;
  }
}

function reachUse(use: ComparisonUse, wanted: readonly Goal[], search: DecisionSearch): Witness {
  const inRule = use.in === 'rules';
  const path = goalsToReach(use.formula, use.leaf, !inRule) ?? [];
  return inRule ? search.reaching(use.index, [...path, ...wanted]) : search.routed([...path, ...wanted]);
}

/** A negated comparison is true where it is written when the leaf is false. */
function truthGoal(leaf: Leaf, truth: boolean): Goal {
  return { formula: leaf, allowed: truth === leaf.negated ? canBeFalse : canBeTrue };
}

/** What an item asks of its fact's value. */
function goalsOf(item: CoverageItem): readonly Goal[] {
  switch (item.kind) {
    case 'boundaries':
      return item.within.map((comparison) => mustBeTrue(leafOf(comparison, item)));
    case 'arms':
      return [mustBeTrue(leafOf({ fact: item.fact, operator: 'is', value: item.arm }, item))];
    default:
      return [];
  }
}

function leafOf(comparison: Comparison, { place }: CoverageItem): Leaf {
  return { kind: 'leaf', comparison, negated: false, cost: 0, place };
}

/** The indexes of the rules, and of the default, that lead to a chain. None for one that is only pinned. */
function rulesOnRoute(route: ChainRoute, { policy }: CompiledPolicy): readonly number[] {
  const outcomes = [...policy.rules, { id: 'default', outcome: policy.default }];
  return outcomes.flatMap(({ id, outcome }, index) => {
    if (outcome.kind !== 'route') return [];
    const isThere = 'tier' in route ? outcome.tier?.name === route.tier : id === route.rule;
    return isThere ? index : [];
  });
}
