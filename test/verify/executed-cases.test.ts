import { describe, expect, it } from 'vitest';
import schema from '#schemas/fixtures.schema.json' with { type: 'json' };
import { failureClasses } from '../../src/execute/failure-class.js';
import { stepKeys, stepNames } from '../../src/providers/simulated/check-step.js';
import { differencesOf, findingsOf, resultsOf } from './fixture-files.js';

const caseThat = (simulate: string, expectation: string): string =>
  `  - name: a\n    facts: { words: 1 }\n    simulate: ${simulate}\n    expect: ${expectation}\n`;

describe('a case that simulates', () => {
  it.each([
    ['retries, then falls back', '{ fast: [overloaded, overloaded] }', '{ served_by: deep, attempts: 3, error: null }'],
    [
      'lists every attempt',
      '{ fast: [overloaded, rate_limit] }',
      '{ attempts: [{ slot: fast, outcome: overloaded }, { slot: fast, outcome: rate_limit }, { slot: deep, outcome: ok }] }',
    ],
    [
      'ends when all have failed',
      '{ fast: [network, network], deep: [timeout] }',
      '{ error: ATTEMPTS_EXHAUSTED, served_by: null, attempts: 3 }',
    ],
    [
      'gives a single failure as the provider gave it',
      '{ fast: [{ status: 400, message: no }] }',
      '{ error: PROVIDER_ERROR, served_by: null, attempts: [{ slot: fast, outcome: caller_fault }] }',
    ],
    ['waits on a virtual clock', '{ fast: [{ delay: 1h }] }', '{ served_by: deep, duration_ms: 120000 }'],
    [
      'bounds time and cost',
      '{ fast: [{ answer: "one two" }] }',
      '{ served_by: fast, duration_ms: 0, cost_usd: { above: 0, at_most: 0.001 } }',
    ],
  ])('%s', async (_title, simulate, expectation) => {
    expect(await differencesOf(caseThat(simulate, expectation))).toEqual([]);
  });

  it('shows what differs, and keeps the report', async () => {
    const [failed] = await resultsOf(caseThat('{ fast: [quota] }', '{ served_by: fast, attempts: 1 }'));
    const attempts = [
      { slot: 'fast', outcome: 'quota' },
      { slot: 'fast', outcome: 'ok' },
    ];
    // Another endpoint is needed after quota, and there is none.
    expect(failed?.differences).toMatchObject([{ field: 'served_by', expected: 'fast', actual: null }]);
    expect(failed?.execution?.report.attempts).toMatchObject(attempts.slice(0, 1));
  });

  it('reads a stream to its end', async () => {
    const streamed = (simulate: string, expectation: string): string => `
  - name: a
    request: { prompt: one, stream: true }
    simulate: ${simulate}
    expect: ${expectation}`;
    expect(await differencesOf(streamed('{ fast: [ok] }', '{ served_by: fast, error: null }'))).toEqual([]);
    const interrupted =
      '{ error: STREAM_INTERRUPTED, served_by: null, attempts: [{ slot: fast, outcome: truncated }] }';
    expect(await differencesOf(streamed('{ fast: [{ cut_after: 2 }] }', interrupted))).toEqual([]);
    expect(await differencesOf(streamed('{ fast: [truncated] }', '{ served_by: deep, attempts: 2 }'))).toEqual([]);
  });

  it('executes without a script where an expectation needs it', async () => {
    expect(await differencesOf(`  - { name: a, expect: { served_by: fast, attempts: 1 } }\n`)).toEqual([]);
  });

  it('makes no attempt when the request is refused', async () => {
    const refused = `
  - name: a
    attributes: { task: forbidden }
    simulate: { fast: [ok] }
    expect: { error: REQUEST_REJECTED, attempts: 0, served_by: null, duration_ms: 0 }`;
    expect(await differencesOf(refused)).toEqual([]);
  });

  it('gives each cell of a matrix a fresh simulation', async () => {
    const cells = `
  - name: a
    matrix: { words: [1, 4] }
    simulate: { fast: [model_gone] }
    expect:
      - { if: { words: 1 }, attempts: 2, served_by: deep }
      - { attempts: 1, served_by: deep }`;
    expect(await differencesOf(cells)).toEqual([]);
  });
});

describe('a simulation with a mistake', () => {
  const file = (simulate: string, expectation = '{ attempts: 1 }'): string =>
    `policy: small.yaml\ncases:\n${caseThat(simulate, expectation)}`;

  it.each([
    ['names an unknown slot', file('{ fats: [ok] }'), '5:17 unknown-name', 'did you mean `fast`?'],
    ['names an unknown step', file('{ fast: [overlaoded] }'), '5:24 ', 'overloaded'],
    ['has an unknown key', file('{ fast: [{ dely: 1s }] }'), '5:26 unknown-key', 'delay'],
    ['says two things at once', file('{ fast: [{ status: 500, answer: a }] }'), '5:', 'exclude each other'],
    ['has no duration', file('{ fast: [{ delay: soon }] }'), '5:33 invalid-value', 'such as 500ms'],
    ['has no steps', file('{ fast: [] }'), '5:23 ', 'fast'],
    ['is not looked at', file('{ fast: [ok] }', '{ tier: quick }'), '5:5 fixture-no-expectation', 'served_by'],
    ['is served by an unknown slot', file('{ fast: [ok] }', '{ served_by: fats }'), '6:26 unknown-name', '`fast`'],
    [
      'attempts an unknown slot',
      file('{ fast: [ok] }', '{ attempts: [{ slot: fats, outcome: ok }] }'),
      '6:34 unknown-name',
      '`fast`',
    ],
    ['bounds nothing', file('{ fast: [ok] }', '{ cost_usd: {} }'), '6:25 fixture-no-expectation', ''],
  ])('%s', async (_title, text, start, part) => {
    const [finding, ...more] = await findingsOf(text);
    expect(more).toEqual([]);
    expect(finding).toMatch(new RegExp(`^${start}`));
    expect(finding).toContain(part);
  });
});

describe('the schema of a simulation', () => {
  const { Step, StepMapping, ExpectedAttempt } = schema.$defs as {
    readonly Step: { readonly oneOf: readonly { readonly enum?: readonly string[] }[] };
    readonly StepMapping: { readonly properties: { readonly fail: { readonly enum: readonly string[] } } };
    readonly ExpectedAttempt: { readonly properties: { readonly outcome: { readonly enum: readonly string[] } } };
  };

  it('knows every step and key that can be simulated', () => {
    expect(Step.oneOf[0]?.enum?.toSorted()).toEqual(stepNames.toSorted());
    expect(Object.keys(StepMapping.properties).toSorted()).toEqual(stepKeys.toSorted());
    expect(StepMapping.properties.fail.enum.toSorted()).toEqual(stepNames.filter((name) => name !== 'ok').toSorted());
  });

  it('knows every outcome of an attempt', () => {
    expect(ExpectedAttempt.properties.outcome.enum).toEqual(['ok', ...failureClasses]);
  });
});
