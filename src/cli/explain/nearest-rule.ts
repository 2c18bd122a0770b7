import type { FilePosition, RoutedDecision } from '../../decide/decision.js';
import { formatValue, shorten } from '../../diagnostics/format-value.js';
import type { Paint } from '../../diagnostics/paint.js';
import type { Reading } from '../../facts/reading.js';
import { nearestRule, readAllFacts } from '../../rules/change-for-rule.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import type { FactChange } from '../../rules/smallest-change.js';
import { position } from '../describe-decision.js';

/** A rule that would have decided, had the facts been a little different. */
export interface NearestRule {
  readonly rule: string;
  readonly at: FilePosition;
  readonly changes: readonly FactChange[];
}

/** Reads the facts that the decision had no need of, to find it. Undefined for a pinned request, and without other rules. */
export async function findNearestRule(
  { decision, readings }: RoutedDecision,
  compiled: CompiledPolicy,
): Promise<NearestRule | undefined> {
  if (decision.reason === 'pinned') return undefined;
  // What the decision says of the rules it passed over is told from the readings it made: ask before there are more.
  void decision.passed_over;
  const decided = compiled.rules.findIndex(({ rule }) => rule.id === decision.rule);
  const nearest = nearestRule(compiled, decided, await readAllFacts(compiled, readings));
  const rule = nearest && compiled.rules[nearest.ruleIndex]?.rule;
  return rule && { rule: rule.id, at: rule.place, changes: nearest.changes };
}

/** `hard decides with level 3 instead of 1`. */
export function nearestRuleLines(nearest: NearestRule | undefined, paint: Paint): readonly string[] {
  if (nearest === undefined) return [];
  const changes = nearest.changes.map(describeChange).join(' and ');
  return [`${nearest.rule} would decide with ${paint.cyan(changes)}  ${paint.dim(position(nearest))}`];
}

/** `tokens 499 instead of 501`, `no task instead of code`. */
function describeChange({ fact, from, to }: FactChange): string {
  if (!to.known) return `no ${fact} instead of ${describeReading(from)}`;
  return `${fact} ${describeReading(to)} instead of ${describeReading(from)}`;
}

function describeReading(reading: Reading): string {
  return reading.known ? shorten(formatValue(reading.value), 40) : 'unknown';
}
