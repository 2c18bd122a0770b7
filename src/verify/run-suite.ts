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

/** One run and what it lacks of its expectation: all that tells whether a case passes. */
export interface JudgedRun {
  readonly routed: RoutedDecision;
  /** Empty when the case passes. */
  readonly differences: readonly Difference[];
}

/** Decides one run by the suite's policy, or by another that stands in for it. */
export async function judgeRun(
  { compiled, now }: Pick<FixtureSuite, 'compiled' | 'now'>,
  { request }: Pick<FixtureCase, 'request'>,
  { givenFacts, expectation }: CaseRun,
  id: string,
): Promise<JudgedRun> {
  const routed = await decide(compiled, { ...request, givenFacts }, { id, now });
  return { routed, differences: compareDecision(expectation, routed) };
}

async function runCase(
  suite: FixtureSuite,
  fixture: FixtureCase,
  run: CaseRun,
  id: string,
  stopwatch: Stopwatch,
): Promise<CaseResult> {
  const { compiled } = suite;
  const { name, place } = fixture;
  const { cell, expectation } = run;
  const start = stopwatch();
  const { routed, differences } = await judgeRun(suite, fixture, run, id);
  const result = { name, cell, place, differences, decision: routed.decision, duration: stopwatch() - start };
  if (!differences.some(({ field }) => field === 'rule') || expectation.rule === undefined) return result;
  return { ...result, rule: await explainRuleMismatch(compiled, expectation.rule, routed) };
}
