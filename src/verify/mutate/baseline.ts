import type { CompiledFact, FactRequest } from '../../facts/fact-source.js';
import type { Reading } from '../../facts/reading.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import type { CaseRun, FixtureCase, FixtureSuite } from '../fixture-suite.js';
import type { Expectation } from '../fixtures-document.generated.js';
import { type JudgedRun, judgeRun } from '../run-suite.js';

/** A run as the policy itself decides it: what a mutant must differ from to be noticed. */
export interface Baseline extends Pick<FixtureSuite, 'checks'> {
  readonly fixture: FixtureCase;
  readonly run: CaseRun;
  readonly judged: JudgedRun;
  /** The rule that decided; the number of rules for the default, undefined for a pinned request. */
  readonly ruleIndex: number | undefined;
  /** Whether the run expects something of the facts that are read, so that it may notice a mutant that decides the same. */
  readonly watchesFacts: boolean;
}

/** Decides every run of a suite by the policy itself. */
export async function baselinesOf(suite: FixtureSuite): Promise<readonly Baseline[]> {
  const indexes = new Map(suite.compiled.rules.map(({ rule }, index) => [rule.id, index]));
  const checks = suite.checks && { checks: suite.checks };
  const baselines: Baseline[] = [];
  for (const fixture of suite.cases) {
    for (const run of fixture.runs) {
      const judged = await judgeRun(suite, fixture, run, 'baseline');
      const { rule, reason } = judged.routed.decision;
      const ruleIndex = reason === 'pinned' ? undefined : (indexes.get(rule ?? '') ?? indexes.size);
      baselines.push({ ...checks, fixture, run, judged, ruleIndex, watchesFacts: watchesFacts(run.expectation) });
    }
  }
  return baselines;
}

const factFields = ['computed', 'not_computed', 'facts', 'unknown', 'exposures'] as const;

function watchesFacts(expectation: Expectation): boolean {
  return factFields.some((field) => expectation[field] !== undefined);
}

/** Facts that read each request once: every mutant asks the same of it. */
export function rememberingFacts(compiled: CompiledPolicy): CompiledPolicy {
  const facts = [...compiled.facts].map(([name, fact]) => [name, rememberingFact(fact)] as const);
  return { ...compiled, facts: new Map(facts) };
}

function rememberingFact(fact: CompiledFact): CompiledFact {
  const known = new WeakMap<FactRequest['request']['body'], Reading | Promise<Reading>>();
  return {
    ...fact,
    read: (request) => {
      const { body } = request.request;
      const reading = known.get(body) ?? fact.read(request);
      known.set(body, reading);
      return reading;
    },
  };
}
