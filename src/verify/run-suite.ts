import { decide } from '../decide/decide.js';
import { caseWorld } from './case-budgets.js';
import { executeCase } from './case-execution.js';
import type { CaseOutcome } from './case-outcome.js';
import { caseShadows, expectsShadows } from './case-shadows.js';
import { compareOutcome } from './compare-outcome.js';
import type { Difference } from './difference.js';
import { expectsExecution } from './execution-checks.js';
import { explainRuleMismatch } from './explain-rule-mismatch.js';
import { type CaseResult, passed } from './fixture-result.js';
import type { CaseRun, FixtureCase, FixtureSuite } from './fixture-suite.js';

/** Milliseconds from any start, for durations. */
export type Stopwatch = () => number;

/**
 * Runs every case of a suite, cell by cell, in the file's order; with `bail`, up to the first that fails.
 * Deterministic but for the durations: the clock is the case's, and the ids of the decisions count the runs.
 */
export async function runSuite(
  suite: FixtureSuite,
  stopwatch: Stopwatch,
  { bail = false }: { readonly bail?: boolean } = {},
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const fixture of suite.cases) {
    for (const run of fixture.runs) {
      const result = await runCase(suite, fixture, run, `case-${results.length + 1}`, stopwatch);
      results.push(result);
      if (bail && !passed(result)) return results;
    }
  }
  return results;
}

/** One run and what it lacks of its expectation: all that tells whether a case passes. */
export interface JudgedRun extends CaseOutcome {
  /** Empty when the case passes. */
  readonly differences: readonly Difference[];
}

/** Decides one run by the suite's policy, or by another that stands in for it, and executes it where that is expected. */
export async function judgeRun(
  { compiled, checks }: Pick<FixtureSuite, 'compiled' | 'checks'>,
  { now, scripts, budgets, ...fixture }: Pick<FixtureCase, 'request' | 'now' | 'scripts' | 'budgets'>,
  { givenFacts, expectation }: CaseRun,
  id: string,
): Promise<JudgedRun> {
  const request = { ...fixture.request, givenFacts };
  const world = caseWorld(budgets);
  const routed = await decide(compiled, request, { id, now, ...(world !== undefined && { world }) });
  const isExecuted = scripts !== undefined || expectsExecution(expectation);
  const execution = isExecuted
    ? await executeCase(routed, { compiled, request, scripts, checks, now, budgets })
    : undefined;
  const shadows = expectsShadows(expectation) ? await caseShadows(compiled, request, routed) : undefined;
  const outcome: CaseOutcome = { routed, request, execution, shadows };
  return { ...outcome, differences: compareOutcome(expectation, outcome) };
}

/** Runs one cell of a case, and says why it failed if it did. */
export async function runCase(
  suite: FixtureSuite,
  fixture: FixtureCase,
  run: CaseRun,
  id: string,
  stopwatch: Stopwatch,
): Promise<CaseResult> {
  const { name, place } = fixture;
  const { cell, expectation, pointer } = run;
  const start = stopwatch();
  const { routed, execution, differences } = await judgeRun(suite, fixture, run, id);
  const result: CaseResult = {
    name,
    cell,
    place,
    pointer,
    differences,
    decision: routed.decision,
    ...(execution && { execution }),
    duration: stopwatch() - start,
  };
  if (!differences.some(({ field }) => field === 'rule') || expectation.rule === undefined) return result;
  return { ...result, rule: await explainRuleMismatch(suite.compiled, expectation.rule, routed) };
}
