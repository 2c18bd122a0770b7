import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/decide/decision.js';
import type { FixtureSuite } from '../../../src/verify/fixture-suite.js';
import type { Expectation } from '../../../src/verify/fixtures-document.generated.js';
import { applyMutant } from '../../../src/verify/mutate/apply-mutant.js';
import { baselinesOf } from '../../../src/verify/mutate/baseline.js';
import { mutantsOf } from '../../../src/verify/mutate/mutants-of.js';
import { Noticing } from '../../../src/verify/mutate/noticing.js';
import { judgeRun } from '../../../src/verify/run-suite.js';
import { someCases } from '../../support/some-cases.js';
import { factNames } from '../../support/some-conditions.js';
import { somePolicy } from '../../support/some-policies.js';
import { runText } from '../run-text.js';

const someTable = fc.constantFrom(
  '',
  '{ "id": "t", "by": "a", "choose": { "below 0": "quick", "below 2": "deep", "otherwise": "quick" } },',
  '{ "id": "t", "when": { "b": { "at_least": 0 } }, "by": "c", "choose": { "1": "quick", "below 3": { "reject": { "message": "no" } } } },',
);

/** Of each case, the fields that it expects; and all facts that it reads and does not read, where those are among them. */
const someFields = fc.array(
  fc.subarray(['rule', 'tier', 'reject', 'constraints', 'computed', 'not_computed'] as const, { minLength: 1 }),
  { minLength: 1, maxLength: 3 },
);

function expectationOf(decision: Decision, fields: readonly string[]): Expectation {
  const { rule, tier, reject, facts, unknown, constraints } = decision;
  const read = [...Object.keys(facts), ...unknown.map(({ fact }) => fact)];
  const all = {
    rule,
    tier,
    reject: reject !== undefined,
    constraints: constraints.map(({ id }) => id),
    computed: read,
    not_computed: factNames.filter((fact) => !read.includes(fact)),
  };
  return Object.fromEntries(Object.entries(all).filter(([field]) => fields.includes(field))) as Expectation;
}

/** Cases that pass. */
async function passingSuite(policy: string, cases: string, fields: readonly (readonly string[])[]) {
  const { suite, results } = await runText(policy, cases);
  const fixtures = suite.cases.map((fixture, index) => {
    const expectation = expectationOf(results[index]!.decision, fields[index % fields.length]!);
    return { ...fixture, runs: fixture.runs.map((run) => ({ ...run, expectation })) };
  });
  return { ...suite, cases: fixtures } satisfies FixtureSuite;
}

describe('noticing a mutant', () => {
  it('comes out as when every case is decided by every mutant', async () => {
    let noticed = 0;
    let unnoticed = 0;
    await fc.assert(
      fc.asyncProperty(somePolicy, someTable, someCases, someFields, async (text, table, cases, fields) => {
        const suite = await passingSuite(text.replace('rules: [', `rules: [${table}`), cases, fields);
        const { compiled } = suite;
        const noticing = new Noticing(compiled, await baselinesOf(suite));
        for (const { effect, mistake } of mutantsOf(compiled)) {
          const mutated = applyMutant(compiled, effect);
          const found: boolean[] = [];
          for (const fixture of suite.cases) {
            for (const run of fixture.runs) {
              const { differences } = await judgeRun({ compiled: mutated }, fixture, run, 'plain');
              found.push(differences.length > 0);
            }
          }
          const plain = found.includes(true);
          expect([mistake, await noticing.isNoticed(effect)]).toEqual([mistake, plain]);
          if (plain) noticed += 1;
          else unnoticed += 1;
        }
      }),
      { numRuns: 150 },
    );
    // Both are common, or little was compared.
    expect(Math.min(noticed, unnoticed)).toBeGreaterThan((noticed + unnoticed) / 10);
  });
});
