import { describe, expect, it } from 'vitest';
import type { CoverageKind } from '../../../src/verify/coverage/coverage-item.js';
import { measureCoverage } from '../../../src/verify/coverage/measure-coverage.js';
import { smallPolicy } from '../../cli/small-policy.js';
import { basics } from '../../support/policies.js';
import { runText } from '../run-text.js';

/** What is missing of one kind, and what is impossible: `line what`. */
async function missing(kind: CoverageKind, policy: string, cases: string) {
  const { suite, results } = await runText(policy, cases);
  const coverage = measureCoverage(suite.compiled, results).kinds.find((each) => each.kind === kind)!;
  const lines = (items: typeof coverage.missing) => items.map(({ place, what }) => `${place.line} ${what}`);
  const { covered, total } = coverage;
  return { fraction: `${covered}/${total}`, missing: lines(coverage.missing), impossible: lines(coverage.impossible) };
}

const anyCase = '  - { name: any, facts: { words: 9, trial: control }, expect: { rule: default } }\n';

describe('coverage', () => {
  it('counts rules that decide, the default among them', async () => {
    expect(await missing('rules', smallPolicy(), anyCase)).toEqual({
      fraction: '1/6',
      missing: [
        '18 forbidden decides',
        '21 hard decides',
        '26 by-size.below-3 decides',
        '26 by-size.below-6 decides',
        '27 trial decides',
      ],
      impossible: [],
    });
  });

  it('counts each comparison both ways, where it was evaluated', async () => {
    const cases = '  - { name: a, attributes: { task: code, user: { level: 5 } }, expect: { rule: hard } }\n';
    const { missing: open } = await missing('conditions', smallPolicy(), cases);
    // Level settles the any: words is never looked at.
    expect(open).toEqual([
      '19 task is forbidden: true',
      '22 task is code: false',
      '22 level is at least 3: false',
      '22 words is above 5: true',
      '22 words is above 5: false',
      '26 words is below 3: true',
      '26 words is below 3: false',
      '26 words is below 6: true',
      '26 words is below 6: false',
      '28 trial is treatment: true',
      '28 trial is treatment: false',
      '33 secret is true: true',
    ]);
  });

  it('counts around each threshold: just below, the value itself, just above', async () => {
    const sizes = (words: string) =>
      `  - { name: sizes, facts: { trial: control }, matrix: { words: [${words}] }, expect: { reject: false } }\n`;
    const policy = smallPolicy().replace('{ words: { above: 5 } }', '{ secret: true }');
    expect(await missing('boundaries', policy, sizes('2, 3, 5'))).toMatchObject({
      missing: [
        '22 level just below 3',
        '22 level 3',
        '22 level just above 3',
        '26 words 4, just above 3',
        '26 words 6',
        '26 words 7, just above 6',
      ],
    });
    expect(await missing('boundaries', policy, sizes('2, 3, 4, 5, 6, 7'))).toMatchObject({ fraction: '6/9' });
  });

  it('takes any value up to the next threshold where numbers are not whole', async () => {
    const policy = `${basics}facts: { score: { from: attribute, path: score, type: number } }
rules: [{ id: low, when: { score: { below: 0.5 } }, then: quick }, { id: high, when: { score: { above: 0.8 } }, then: deep }]
default: quick
`;
    const at = (scores: string) => `  - { name: scores, matrix: { score: [${scores}] }, expect: { reject: false } }\n`;
    expect(await missing('boundaries', policy, at('0.1, 0.5, 0.7, 0.8, 0.9'))).toMatchObject({ fraction: '6/6' });
    expect((await missing('boundaries', policy, at('0.1, 0.9'))).missing).toEqual([
      '15 score 0.5',
      '15 score just above 0.5',
      '15 score just below 0.8',
      '15 score 0.8',
    ]);
  });

  it('leaves out what no request can reach, and says so', async () => {
    const policy = `${basics}facts: { words: { from: words } }
rules:
  - { id: few, when: { words: { below: 1 } }, then: quick }
  - { id: by, by: words, choose: { below 10: quick, otherwise: deep } }
default: quick
`;
    const cases = '  - { name: many, matrix: { words: [0, 1, 2, 9, 10, 11] }, expect: { reject: false } }\n';
    expect(await missing('rules', policy, cases)).toEqual({
      fraction: '3/3',
      missing: [],
      impossible: ['18 the default decides'],
    });
    // There are no fewer words than none.
    expect(await missing('boundaries', policy, cases)).toEqual({ fraction: '6/6', missing: [], impossible: [] });
  });

  it('counts arms by exposures, and constraints that apply', async () => {
    expect((await missing('arms', smallPolicy(), anyCase)).missing).toEqual(['16 trial: arm treatment']);
    expect((await missing('constraints', smallPolicy(), anyCase)).missing).toEqual(['32 secrets-stay applies']);
  });

  it('counts that the cheapest answers and the one behind it, whichever they are', async () => {
    const policy = `${basics}  cheap: { cheapest: { among: [large, small] }, fallbacks: [inside], max_tokens: 100 }
  anew: { cheapest: { among: [large, small] }, max_tokens: 100 }
facts: { task: { from: attribute, path: task, default: a } }
rules: [{ id: anew, when: { task: b }, then: anew }]
default: cheap
`;
    const answers = '  - { name: a, expect: { served_by: small } }\n';
    const falls =
      '  - { name: b, facts: { task: b }, simulate: { small: [model_gone] }, expect: { served_by: large } }\n';
    expect(await missing('positions', policy, answers)).toMatchObject({
      fraction: '1/4',
      missing: [
        '14 tier cheap: inside answers, in position 2',
        '15 tier anew: the cheapest model answers, in position 1',
        '15 tier anew: the next cheapest answers, in position 2',
      ],
    });
    expect(await missing('positions', policy, answers + falls)).toMatchObject({ fraction: '2/4' });
  });

  it('counts positions in a chain of executed cases only', async () => {
    const decided = '  - { name: a, facts: { words: 1 }, expect: { tier: quick } }\n';
    const executed =
      '  - { name: b, facts: { words: 1 }, simulate: { fast: [model_gone] }, expect: { served_by: deep } }\n';
    expect(await missing('positions', smallPolicy(), decided)).toMatchObject({ fraction: '0/4' });
    expect((await missing('positions', smallPolicy(), decided + executed)).missing).toEqual([
      '9 tier quick: fast answers, in position 1',
      '10 tier thorough: deep answers, in position 1',
      '10 tier thorough: fast answers, in position 2',
    ]);
  });

  it('sees nothing of the rules in a pinned request', async () => {
    const policy = `${smallPolicy()}pinning: [quick]\n`;
    const cases = '  - { name: pinned, request: { model: quick, prompt: secret }, expect: { reason: pinned } }\n';
    expect(await missing('rules', policy, cases)).toMatchObject({ fraction: '0/6' });
    expect((await missing('conditions', policy, cases)).missing).not.toContain('33 secret is true: true');
    expect(await missing('constraints', policy, cases)).toMatchObject({ fraction: '1/1' });
  });
});
