import type { FilePosition, RoutedDecision } from '../decide/decision.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { explainCondition } from '../rules/explain-condition.js';
import { leavesOf } from '../rules/formula.js';
import { firstChange } from './fact-change.js';
import type { ExpectedRule, RuleMismatch } from './fixture-result.js';

/**
 * Why another rule than the expected one decided. Reads the facts of the expected rule that the decision had no need
 * of, so that every line of its condition can be judged.
 */
export async function explainRuleMismatch(
  compiled: CompiledPolicy,
  expected: string,
  routed: RoutedDecision,
): Promise<RuleMismatch> {
  const { decision } = routed;
  const matched = { id: decision.rule ?? 'pinned', at: decision.at };
  return { expected: await explainExpected(compiled, expected, routed), matched };
}

async function explainExpected(
  { policy, rules }: CompiledPolicy,
  id: string,
  { decision, readings }: RoutedDecision,
): Promise<ExpectedRule> {
  const found = rules.find(({ rule }) => rule.id === id);
  if (found === undefined) return { id, at: positionOf(policy.default.place), condition: [], hidden: false };
  // What the decision says of the rules it passed over is told from the readings it made: ask before there are more.
  void decision.passed_over;
  const { rule, formula } = found;
  await Promise.all(leavesOf(formula).map(({ comparison }) => readings.read(comparison.fact)));
  const condition = explainCondition(rule.condition, (fact) => readings.done.get(fact));
  const change = firstChange(rule.condition, policy, (fact) => readings.done.get(fact));
  return { id, at: positionOf(rule.place), condition, hidden: condition[0]?.truth === true, ...(change && { change }) };
}

function positionOf({ file, line, column }: FilePosition): FilePosition {
  return { file, line, column };
}
