import type { FilePosition, RoutedDecision } from '../decide/decision.js';
import { readAllFacts } from '../rules/change-for-rule.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { explainCondition } from '../rules/explain-condition.js';
import { changeToDecide, firstChange } from './fact-change.js';
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
  compiled: CompiledPolicy,
  id: string,
  { decision, readings }: RoutedDecision,
): Promise<ExpectedRule> {
  const index = compiled.rules.findIndex(({ rule }) => rule.id === id);
  const rule = compiled.rules[index]?.rule;
  if (rule === undefined) {
    return { id, at: positionOf(compiled.policy.default.place), condition: [], hidden: false };
  }
  // What the decision says of the rules it passed over is told from the readings it made: ask before there are more.
  void decision.passed_over;
  const read = await readAllFacts(compiled, readings);
  const condition = explainCondition(rule.condition, (fact) => read.get(fact));
  const change = firstChange(rule.condition, compiled, read);
  const toDecide = decision.reason === 'pinned' ? undefined : changeToDecide(compiled, index, read);
  return {
    id,
    at: positionOf(rule.place),
    condition,
    hidden: condition[0]?.truth === true,
    ...(change && { change }),
    ...(toDecide && { toDecide }),
  };
}

function positionOf({ file, line, column }: FilePosition): FilePosition {
  return { file, line, column };
}
