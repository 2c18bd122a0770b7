import type { Decision } from '../../decide/decision.js';
import { readingsOfDecision } from '../../decide/decision-readings.js';
import type { Reading } from '../../facts/reading.js';
import { truthOfComparison } from '../../rules/comparison-test.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import type { ReadingOf } from '../../rules/explain-condition.js';
import type { Formula, Leaf } from '../../rules/formula.js';
import type { Truth } from '../../rules/truth.js';
import { servingSlot } from '../execution-checks.js';
import type { CaseResult } from '../fixture-result.js';
import type { ChainRoute, CoverageItem } from './coverage-item.js';

/** What one case did in the policy. */
export interface Exercised {
  /** Whether the case exercised an item. */
  readonly covers: (item: CoverageItem) => boolean;
  /** The comparisons that were evaluated. */
  readonly evaluated: ReadonlyMap<Leaf, Evaluated>;
}

/** Follows a decision through the policy again: which comparisons were evaluated, and what they saw. */
export function exercisedBy(result: Pick<CaseResult, 'decision' | 'execution'>, compiled: CompiledPolicy): Exercised {
  const { decision } = result;
  const evaluated = evaluatedLeaves(decision, compiled);
  return {
    evaluated,
    covers: (item) => {
      switch (item.kind) {
        case 'rules':
          return decision.rule === (compiled.rules[item.ruleIndex]?.rule.id ?? 'default');
        case 'conditions':
        case 'boundaries':
          return item.uses.some(({ leaf }) => isMetBy(item, evaluated.get(leaf)));
        case 'arms':
          return decision.exposures.some(({ experiment, arm }) => experiment === item.fact && arm === item.arm);
        case 'positions':
          return isOnRoute(item.route, decision) && result.execution !== undefined
            ? stands(item.slot, servingSlot(result.execution), decision)
            : false;
        case 'constraints':
          return decision.constraints.some(
            ({ id }) => id === compiled.constraints[item.constraintIndex]?.constraint.id,
          );
        default:
          return item satisfies never;
      }
    },
  };
}

/** Whether an item about a comparison is exercised by what one use of the comparison came to. */
export function isMetBy(
  item: CoverageItem & { readonly kind: 'conditions' | 'boundaries' },
  evaluated: Evaluated | undefined,
): boolean {
  if (evaluated === undefined) return false;
  const { reading, truth } = evaluated;
  if (item.kind === 'conditions') return truth === item.truth;
  return item.within.every((each) => truthOfComparison(each, reading) === true);
}

/** Of models that compete by price, which one is meant the decision says. */
function stands(slot: PositionItem['slot'], serving: string | null, { targets }: Decision): boolean {
  if (typeof slot === 'string') return serving === slot;
  const isCheapest = serving === targets[0]?.slot;
  return serving !== null && isCheapest === (slot.byPrice === 'cheapest');
}

type PositionItem = Extract<CoverageItem, { kind: 'positions' }>;

function isOnRoute(route: ChainRoute, decision: Decision): boolean {
  return 'tier' in route ? decision.tier === route.tier : decision.rule === route.rule && decision.tier === null;
}

/** What a comparison saw, and what it came to as it is written, without a `not` around it. */
export interface Evaluated {
  readonly reading: Reading;
  readonly truth: Truth;
}

/** The comparisons that the decision evaluated: of rules up to the one that won, and of constraints. */
function evaluatedLeaves(decision: Decision, { rules, constraints }: CompiledPolicy): ReadonlyMap<Leaf, Evaluated> {
  const evaluated = new Map<Leaf, Evaluated>();
  const readings = readingsOfDecision(decision);
  const readingOf: ReadingOf = (fact) => readings.get(fact);
  if (decision.reason !== 'pinned') {
    for (const { rule, formula } of rules) {
      evaluate(formula, readingOf, false, evaluated);
      if (rule.id === decision.rule) break;
    }
  }
  if (decision.reject === undefined) {
    for (const { formula } of constraints) evaluate(formula, readingOf, true, evaluated);
  }
  return evaluated;
}

/** Evaluates as a decision does, part by part up to the one that settles the matter, and notes what was looked at. */
function evaluate(
  formula: Formula,
  readingOf: ReadingOf,
  unknownAs: boolean,
  evaluated: Map<Leaf, Evaluated>,
): boolean {
  if (formula.kind !== 'leaf') {
    const settles = formula.kind === 'any';
    const settled = formula.parts.some((part) => evaluate(part, readingOf, unknownAs, evaluated) === settles);
    return settled ? settles : !settles;
  }
  const reading = readingOf(formula.comparison.fact);
  if (reading === undefined) return unknownAs;
  const truth = truthOfComparison(formula.comparison, reading);
  evaluated.set(formula, { reading, truth });
  return truth === undefined ? unknownAs : truth !== formula.negated;
}
