import type { Reading } from '../../facts/reading.js';
import type { Witness } from '../../rules/class-search.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import type { Fraction } from '../coverage/measure-coverage.js';
import type { FixtureSuite } from '../fixture-suite.js';
import { baselinesOf, rememberingFacts } from './baseline.js';
import type { Mutant } from './mutant.js';
import { mutantsOf } from './mutants-of.js';
import { Noticing } from './noticing.js';
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
  /** Facts of a request that the mutant decides otherwise; undefined when none was found. Computed when asked for. */
  readonly readings: ReadonlyMap<string, Reading> | undefined;
}

/** Makes one small mistake after the other in a policy, and sees whether a case of these suites, all of it, fails. */
export async function measureMutation(original: CompiledPolicy, suites: readonly FixtureSuite[]): Promise<Mutation> {
  const compiled = rememberingFacts(original);
  const runs = (await Promise.all(suites.map((suite) => baselinesOf({ ...suite, compiled })))).flat();
  const passing = runs.filter(({ judged }) => judged.differences.length === 0);
  const mutants = mutantsOf(compiled);
  const noticing = new Noticing(compiled, passing);
  const survivors: Mutant[] = [];
  for (const mutant of mutants) if (!(await noticing.isNoticed(mutant.effect))) survivors.push(mutant);
  const tellApart = createTellApart(compiled, survivors);
  let undecided = 0;
  const unnoticed = survivors.flatMap((mutant): readonly UnnoticedMutant[] => {
    const witness = tellApart(mutant);
    if (!witness.found && witness.decided) return [];
    if (!witness.found) undecided += 1;
    return [unnoticedMutant(mutant, witness)];
  });
  const equivalent = survivors.length - unnoticed.length;
  const total = mutants.length - equivalent;
  return {
    covered: total - unnoticed.length,
    total,
    unnoticed,
    equivalent,
    undecided,
    failing: runs.length - passing.length,
  };
}

function unnoticedMutant(mutant: Mutant, witness: Witness): UnnoticedMutant {
  return {
    mutant,
    get readings() {
      return witness.found ? witness.readings : undefined;
    },
  };
}
