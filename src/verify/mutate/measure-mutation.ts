import type { Reading } from '../../facts/reading.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import type { Fraction } from '../coverage/measure-coverage.js';
import type { FixtureSuite } from '../fixture-suite.js';
import { judgeRun } from '../run-suite.js';
import { applyMutant } from './apply-mutant.js';
import { type Baseline, baselinesOf, couldNotice, rememberingFacts } from './baseline.js';
import type { Mutant } from './mutant.js';
import { mutantsOf } from './mutants-of.js';
import { createTellApart } from './tell-apart.js';

/** How many of a policy's mutants its cases notice: `covered` of `total`. */
export interface Mutation extends Fraction {
  /** Mutants that no case notices. */
  readonly unnoticed: readonly UnnoticedMutant[];
  /** Mutants that no request can tell from the policy. They are not counted. */
  readonly equivalent: number;
  /** Unnoticed mutants of which it could not be decided whether any request tells them apart. They count as unnoticed. */
  readonly undecided: number;
  /** Runs that fail already, and can notice nothing. */
  readonly failing: number;
}

export interface UnnoticedMutant {
  readonly mutant: Mutant;
  /** Facts of a request that the mutant decides otherwise; undefined when none was found. */
  readonly readings: ReadonlyMap<string, Reading> | undefined;
}

/** Makes one small mistake after the other in a policy, and sees whether a case of these suites, all of it, fails. */
export async function measureMutation(original: CompiledPolicy, suites: readonly FixtureSuite[]): Promise<Mutation> {
  const compiled = rememberingFacts(original);
  const runs = (await Promise.all(suites.map((suite) => baselinesOf({ ...suite, compiled })))).flat();
  const passing = runs.filter(({ judged }) => judged.differences.length === 0);
  const mutants = mutantsOf(compiled);
  const survivors: Mutant[] = [];
  for (const mutant of mutants) if (!(await isNoticed(mutant, passing, compiled))) survivors.push(mutant);
  const tellApart = createTellApart(compiled, survivors);
  const witnesses = survivors.map((mutant) => ({ mutant, witness: tellApart(mutant) }));
  const unnoticed = witnesses.flatMap(({ mutant, witness }) => {
    if (witness.found) return { mutant, readings: witness.readings };
    return witness.decided ? [] : { mutant, readings: undefined };
  });
  const equivalent = survivors.length - unnoticed.length;
  const total = mutants.length - equivalent;
  return {
    covered: total - unnoticed.length,
    total,
    unnoticed,
    equivalent,
    undecided: unnoticed.filter(({ readings }) => readings === undefined).length,
    failing: runs.length - passing.length,
  };
}

async function isNoticed(
  { effect }: Mutant,
  baselines: readonly Baseline[],
  compiled: CompiledPolicy,
): Promise<boolean> {
  let mutated: CompiledPolicy | undefined;
  for (const baseline of baselines) {
    if (!(await couldNotice(baseline, effect, compiled))) continue;
    mutated ??= applyMutant(compiled, effect);
    const { differences } = await judgeRun({ compiled: mutated }, baseline.fixture, baseline.run, 'mutant');
    if (differences.length > 0) return true;
  }
  return false;
}
