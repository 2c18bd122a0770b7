import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureCoverage } from '../../../src/verify/coverage/measure-coverage.js';
import { passed } from '../../../src/verify/fixture-result.js';
import { measureMutation } from '../../../src/verify/mutate/measure-mutation.js';
import { parseFixtures } from '../../../src/verify/parse-fixtures.js';
import { type SuggestedCase, suggestCases } from '../../../src/verify/suggest/suggest-cases.js';
import { smallPolicy } from '../../cli/small-policy.js';
import { basics } from '../../support/policies.js';
import { somePolicy } from '../../support/some-policies.js';
import { runText } from '../run-text.js';

const anyCase = '  - { name: any, expect: { exposures: [] } }\n';

async function measure(policy: string, cases: string) {
  const { suite, results } = await runText(policy, cases);
  const { compiled } = suite;
  const coverage = measureCoverage(compiled, results);
  const mutation = await measureMutation(compiled, [suite]);
  return { compiled, results, coverage, mutation };
}

async function suggest(policy: string, cases = anyCase): Promise<readonly SuggestedCase[]> {
  const { compiled, coverage, mutation } = await measure(policy, cases);
  const { document, places } = parseFixtures({ file: 'p.test.yaml', text: `policy: p.yaml\ncases:\n${cases}` });
  return suggestCases(compiled, { document: document!, places }, { coverage, mutation });
}

describe('suggested cases', () => {
  it('pass, exercise everything and notice every mistake, for any policy', async () => {
    await fc.assert(
      fc.asyncProperty(somePolicy, async (policy) => {
        const suggested = await suggest(policy);
        const text = anyCase + suggested.map((each) => each.text).join('');
        const { results, coverage, mutation } = await measure(policy, text);
        expect(results.filter((result) => !passed(result))).toEqual([]);
        expect(coverage.kinds.flatMap(({ missing }) => missing.map(({ what }) => what))).toEqual([]);
        expect(mutation.unnoticed.map(({ mutant }) => mutant.mistake)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('give no more facts than it takes, and have names of their own', async () => {
    const suggested = await suggest(smallPolicy(), `${anyCase}  - { name: hard decides, expect: { exposures: [] } }\n`);
    const texts = suggested.map(({ text }) => text);
    expect(texts.find((text) => text.includes('(2)'))).toBe(`  - name: "hard decides (2)"
    facts: { task: code, words: 6 }
    expect: { rule: hard, tier: thorough, constraints: [] }
`);
    expect(new Set(suggested.map(({ name }) => name)).size).toBe(suggested.length);
  });

  it('pass a value that the policy does not name as the caller would', async () => {
    const policy = `${basics}facts: { plan: { from: attribute, path: user.plan, one_of: [free, pro], default: free } }
rules: [{ id: paying, when: { plan: { none_of: [free, pro] } }, then: deep }]
default: quick
`;
    const [first] = await suggest(policy);
    expect(first?.text).toContain('    attributes: { user: { plan: other } }\n');
  });

  it('reach a tier to which no rule leads by pinning it', async () => {
    const policy = `${basics}facts: { plan: { from: attribute, path: plan, default: free } }
rules: [{ id: a, when: { plan: pro }, then: quick }]
default: quick
pinning: [deep]
`;
    const texts = (await suggest(policy)).map(({ text }) => text).join('');
    expect(texts).toContain(`    request: { model: deep }
    simulate: { large: [model_gone], small: [model_gone] }
    expect: { reason: pinned, tier: deep, served_by: inside }
`);
  });

  it('start from the defaults of the file they are for', async () => {
    const text =
      'policy: p.yaml\ndefaults: { facts: { words: 1 } }\ncases:\n  - { name: any, expect: { exposures: [] } }\n';
    const { compiled, coverage } = await measure(smallPolicy(), anyCase);
    const { document, places } = parseFixtures({ file: 'p.test.yaml', text });
    const suggested = await suggestCases(compiled, { document: document!, places }, { coverage });
    const short = suggested.find(({ name }) => name === 'words is below 3: true');
    expect(short?.text ?? '').not.toContain('facts');
  });
});
