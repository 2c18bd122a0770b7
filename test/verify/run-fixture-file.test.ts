import { describe, expect, it } from 'vitest';
import { runFixtureFile } from '../../src/verify/run-fixture-file.js';
import { smallPolicy } from '../cli/small-policy.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { findingsOf, resultsOf, runFixtures, runFixturesIn } from './fixture-files.js';

const caseWith = (line: string, expectation = '{ tier: quick }'): string =>
  `policy: small.yaml\ncases:\n  - name: a\n    ${line}\n    expect: ${expectation}\n`;

describe('running a fixture file', () => {
  it('decides each case and compares what is expected', async () => {
    const [good, bad] = await resultsOf(`
  - name: two words are quick
    request: { prompt: "hello there" }
    expect: { rule: by-size.below-3, tier: quick, chain: [m/fast, m/deep], facts: { words: 2 }, not_computed: [trial] }
  - name: four words are not
    request: { prompt: "one two three four" }
    expect: { rule: by-size.below-6, tier: quick, max_tokens: 100 }`);
    expect(good).toMatchObject({ name: 'two words are quick', differences: [], place: { line: 4, column: 5 } });
    expect(good).not.toHaveProperty('rule');
    expect(bad?.differences).toEqual([
      { field: 'tier', expected: 'quick', actual: 'thorough' },
      { field: 'max_tokens', expected: 100, actual: 1000 },
    ]);
    expect(bad).not.toHaveProperty('rule');
  });

  it('runs a case once for every cell, the first entry that holds counting', async () => {
    const cells = await resultsOf(`
  - name: sizes
    facts: { trial: control }
    matrix: { words: [2, 3, 5, 6] }
    expect:
      - { if: { words: { below: 3 } }, tier: quick, exposures: [] }
      - { if: { words: { below: 6 } }, tier: thorough }
      - { rule: default, exposures: [trial] }`);
    expect(cells.map(({ cell }) => cell)).toEqual([{ words: 2 }, { words: 3 }, { words: 5 }, { words: 6 }]);
    expect(cells.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('gives facts as unknown with null', async () => {
    const [unknown] = await resultsOf(`
  - name: nobody is in the trial without a key
    facts: { trial: null, words: 9 }
    expect: { rule: default, unknown: [trial], exposures: [] }`);
    expect(unknown?.differences).toEqual([]);
  });

  it('explains why the expected rule did not decide, reading what the decision had no need of', async () => {
    const [failed] = await resultsOf(`
  - name: code is hard
    attributes: { task: code, user: { level: 2 } }
    request: { prompt: "a b" }
    expect: { rule: hard }`);
    const lines = failed?.rule?.expected.condition.map(({ depth, text, truth }) => [depth, text, truth]);
    expect(lines).toEqual([
      [0, 'all', false],
      [1, 'task is code', true],
      [1, 'any', false],
      [2, 'level is at least 3', false],
      [2, 'words is above 5', false],
    ]);
    expect(failed?.rule).toMatchObject({
      expected: { id: 'hard', hidden: false, at: { line: 21 } },
      matched: { id: 'by-size.below-3', at: { line: 26 } },
    });
  });

  it('says when the expected rule holds but another stands above it', async () => {
    const [failed] = await resultsOf(`
  - name: the trial decides
    facts: { trial: treatment, words: 1 }
    expect: { rule: trial }`);
    expect(failed?.rule?.expected).toMatchObject({ id: 'trial', hidden: true });
  });

  it('keeps the decision of a failed case as it was decided', async () => {
    const [failed] = await resultsOf(`
  - name: the trial decides
    request: { prompt: a }
    expect: { rule: trial }`);
    expect(failed?.decision.not_computed).toContain('trial');
    expect(JSON.parse(JSON.stringify(failed?.decision))).toMatchObject({
      rule: 'by-size.below-3',
      passed_over: [{ rule: 'forbidden' }, { rule: 'hard', fact: 'task' }],
    });
  });

  it('sees refusals and the work of constraints', async () => {
    const cases = await resultsOf(`
  - name: forbidden
    attributes: { task: forbidden }
    expect: { reject: { status: 451 }, error: REQUEST_REJECTED, chain: [], tier: null }
  - name: secrets stay inside
    request: { prompt: "a secret about four" }
    expect: { every_model: { labels: [private] }, slots: [fast], constraints: [secrets-stay] }`);
    expect(cases.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('runs the cases that a filter names, in any case', async () => {
    const text = `policy: small.yaml\ncases:\n  - { name: One, expect: { tier: quick } }\n  - { name: Two, expect: { tier: quick } }\n`;
    const file = await runFixtures(text, {}, { filter: 'tWO' });
    expect(file.kind === 'ran' && file.results.map(({ name }) => name)).toEqual(['Two']);
  });

  it('pins the clock and the ids, so that a run is the same every time', async () => {
    const text =
      'policy: small.yaml\ncases:\n  - { name: sizes, matrix: { words: [1, 4] }, expect: { reason: rule } }\n';
    const cwd = temporaryFolder({ 'small.yaml': smallPolicy(), 'small.test.yaml': text });
    expect(JSON.stringify(await runFixturesIn(cwd))).toBe(JSON.stringify(await runFixturesIn(cwd)));
  });
});

describe('a fixture file with a mistake', () => {
  it.each<[string, string, readonly string[]]>([
    ['is not YAML', 'policy: [small.yaml\n', ['yaml-syntax']],
    ['has no case', 'policy: small.yaml\ncases: []\n', ['2:8 fixture-empty']],
    ['lacks its cases', 'policy: small.yaml\n', ['1:1 missing-key the file needs the key `cases`']],
    [
      'names a missing policy',
      'policy: smal.yaml\ncases:\n  - { name: a, expect: { tier: quick } }\n',
      ['1:9 no-policy'],
    ],
    ['asserts nothing', 'policy: small.yaml\ncases:\n  - name: a\n    expect: {}\n', ['4:13 fixture-no-expectation']],
    ['expects nothing', 'policy: small.yaml\ncases:\n  - name: a\n', ['3:5 missing-key']],
    ['has an unknown key', caseWith('fact: { words: 1 }'), ['4:5 unknown-key unknown key `fact`']],
    [
      'expects an unknown field',
      caseWith('facts: { words: 1 }', '{ tir: quick }'),
      ['5:15 unknown-key unknown key `tir`'],
    ],
    ['expects an unknown rule', caseWith('facts: { words: 1 }', '{ rule: hardd }'), ['did you mean `hard`?']],
    ['expects an unknown tier', caseWith('facts: { words: 1 }', '{ tier: quik }'), ['did you mean `quick`?']],
    ['names an unknown fact', caseWith('facts: { wods: 1 }'), ['4:14 unknown-name there is no fact `wods`']],
    ['gives a value of another type', caseWith('facts: { words: "1" }'), ['4:21 invalid-value words cannot be "1"']],
    [
      'gives a value outside one_of',
      caseWith('facts: { task: drat }'),
      ['4:20 invalid-value', 'did you mean `draft`?'],
    ],
    ['gives an impossible number', caseWith('matrix: { words: [1, -1] }'), ['4:26 invalid-value words cannot be -1']],
    ['gives null for what is always known', caseWith('facts: { words: null }'), ['4:21 invalid-value words is never']],
    [
      'gives a fact twice',
      'policy: small.yaml\ncases:\n  - name: a\n    facts: { words: 1 }\n    matrix: { words: [2] }\n    expect: { tier: quick }\n',
      ['5:15 conflicting-keys'],
    ],
    ['has a prompt and messages', caseWith('request: { prompt: a, messages: [] }'), ['4:16 conflicting-keys']],
    [
      'misspells a field of the body',
      caseWith('request: { promt: a }'),
      ['4:16 unknown-key', 'did you mean `prompt`?'],
    ],
    [
      'gives facts inside the request',
      caseWith('request: { prompt: a, facts: { words: 1 } }'),
      ['4:27 unknown-key a request has no field `facts`', 'facts that are given stand beside `request`'],
    ],
    [
      'names a policy inside the request',
      caseWith('request: { policy: small }'),
      ['4:16 unknown-key a request has no field `policy`'],
    ],
    ['has a request that no router takes', caseWith('request: { messages: [{ content: a }] }'), ['messages[0].role']],
    [
      'leaves a cell without expectation',
      caseWith('matrix: { words: [1, 9] }', '[{ if: { words: 1 }, tier: quick }]'),
      ['5:5 fixture-no-expectation nothing is expected of words=9'],
    ],
    [
      'has an entry that no cell reaches',
      caseWith('matrix: { words: [1, 2] }', '[{ tier: quick }, { if: { words: 1 }, tier: quick }]'),
      ['5:31 fixture-no-expectation this entry asserts nothing'],
    ],
    [
      'asks about a fact that is not given',
      caseWith('matrix: { words: [1] }', '[{ if: { task: code }, tier: quick }]'),
      ['invalid-value `task` is not given in this case'],
    ],
    [
      'compares a fact with another type',
      caseWith('matrix: { words: [1] }', '[{ if: { words: { below: "2" } }, tier: quick }, { tier: quick }]'),
      ['5:'],
    ],
  ])('%s', async (_title, text, parts) => {
    const [finding, ...more] = await findingsOf(text);
    expect(more).toEqual([]);
    for (const part of parts) expect(finding).toContain(part);
  });

  it('multiplies to more than 10,000 cells', async () => {
    const values = Array.from({ length: 101 }, (_, index) => index).join(', ');
    const text = caseWith(`matrix: { words: [${values}], level: [${values}] }`);
    expect(await findingsOf(text)).toEqual([
      '4:5 invalid-value the matrix has 10,201 cells; at most 10,000 are allowed | give fewer values, or split the case',
    ]);
  });

  it('uses a name twice', async () => {
    const two = '  - { name: a, expect: { tier: quick } }\n';
    expect(await findingsOf(`policy: small.yaml\ncases:\n${two}${two}`)).toEqual([
      '4:13 duplicate-name case 1 has the same name | say what is special about each',
    ]);
  });

  it('has a mistake in its defaults, told once', async () => {
    const cases = '  - { name: a, expect: { tier: quick } }\n  - { name: b, expect: { tier: quick } }\n';
    const text = `policy: small.yaml\ndefaults: { request: { max_tokens: 0 } }\ncases:\n${cases}`;
    expect(await findingsOf(text)).toHaveLength(1);
  });

  it('has several, all told at once and in order', async () => {
    const text = `policy: small.yaml
cases:
  - name: a
    facts: { wods: 1 }
    expect: { tier: quik }
  - name: b
    expect: { rule: nope }
`;
    const lines = (await findingsOf(text)).map((finding) => finding.split(':')[0]);
    expect(lines).toEqual(['4', '5', '7']);
  });

  it('does not exist', async () => {
    const file = await runFixtureFile('nope.test.yaml', {
      cwd: temporaryFolder(),
      load: () => Promise.reject(new Error('not asked')),
      stopwatch: () => 0,
    });
    expect(file).toMatchObject({ kind: 'invalid', diagnostics: [{ code: 'file-unreadable' }] });
  });
});
