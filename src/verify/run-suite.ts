import { decide } from '../decide/decide.js';
import type { RoutedDecision } from '../decide/decision.js';
import { compareDecision, type Difference } from './compare-decision.js';
import { explainRuleMismatch } from './explain-rule-mismatch.js';
import type { CaseResult } from './fixture-result.js';
import type { CaseRun, FixtureCase, FixtureSuite } from './fixture-suite.js';

/** Milliseconds from any start, for durations. */
export type Stopwatch = () => number;

/**
 * Runs every case of a suite, cell by cell, in the file's order. Deterministic but for the durations: the clock is the
 * suite's, and the ids of the decisions count the runs.
 */
export async function runSuite(suite: FixtureSuite, stopwatch: Stopwatch): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const fixture of suite.cases) {
    for (const run of fixture.runs) {
      results.push(await runCase(suite, fixture, run, `case-${results.length + 1}`, stopwatch));
    }
  }
  return results;
}

async function runCase(
  { compiled, now }: FixtureSuite,
  { name, place, request }: FixtureCase,
  { cell, givenFacts, expectation }: CaseRun,
  id: string,
  stopwatch: Stopwatch,
): Promise<CaseResult> {
  const start = stopwatch();
  const routed: RoutedDecision = await decide(compiled, { ...request, givenFacts }, { id, now });
  const differences: readonly Difference[] = compareDecision(expectation, routed);
  const result = { name, cell, place, differences, decision: routed.decision, duration: stopwatch() - start };
  if (!differences.some(({ field }) => field === 'rule') || expectation.rule === undefined) return result;
  return { ...result, rule: await explainRuleMismatch(compiled, expectation.rule, routed) };
}
