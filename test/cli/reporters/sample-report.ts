import type { ReportOptions, TestReport } from '../../../src/cli/reporters/reporter.js';
import { createPaint } from '../../../src/diagnostics/paint.js';
import type { Attempt } from '../../../src/execute/routing-report.js';
import type { CompiledPolicy } from '../../../src/rules/compile-policy.js';
import type { CaseResult, FixtureFileResult } from '../../../src/verify/fixture-result.js';
import { decisionOf } from '../../support/decision-of.js';

const place = { file: 'policies/a.test.yaml', pointer: '/cases/0', line: 3, column: 5, endLine: 3, endColumn: 9 };

const decision = decisionOf({
  id: 'case-1',
  policy: 'a',
  version: '0123456789ab',
  reason: 'default',
  rule: 'default',
  at: { file: 'policies/a.yaml', line: 9, column: 10 },
  tier: 'quick',
  chain: ['m/one'],
  targets: [{ slot: 'one', model: 'm/one', endpoint: 'e', max_tokens: 10 }],
  max_tokens: 10,
  max_tokens_from: 'tier quick',
  params: {},
  overridden: [],
  facts: { tokens: 501 },
  unknown: [],
  flags: [],
  not_computed: [],
  exposures: [],
  passed_over: [],
  constraints: [],
  removed: [],
});

function attempt(slot: string): Attempt {
  const outcome = 'overloaded' as const;
  const times = { started_at: 0, duration_ms: 5 };
  return { slot, model: `m/${slot}`, endpoint: 'e', outcome, error: 'Overloaded\nnow', ...times, changes: [] };
}

/** A case that passed, unless told otherwise. */
export function sampleCase(changes: Partial<CaseResult> = {}): CaseResult {
  return {
    name: 'short ones are quick',
    cell: {},
    place,
    pointer: '/cases/0/expect',
    differences: [],
    decision,
    duration: 1.5,
    ...changes,
  };
}

const failingPlace = { ...place, file: 'policies/a.yaml', line: 6 };

export const failedCase = sampleCase({
  name: 'fails & says "why" <here>',
  cell: { tokens: 501 },
  differences: [
    { field: 'rule', expected: 'by-size', actual: 'default' },
    { field: 'chain', expected: ['m/two'], actual: ['m/one'] },
  ],
  rule: {
    expected: {
      id: 'by-size',
      at: { file: 'policies/a.yaml', line: 5, column: 5 },
      hidden: false,
      change: { fact: 'tokens', to: 499, place: failingPlace },
      condition: [
        { depth: 0, text: 'all', truth: false, place },
        {
          depth: 1,
          text: 'sensitive is true',
          truth: undefined,
          fact: 'sensitive',
          reading: { known: false, reason: 'cut' },
          place,
        },
        {
          depth: 1,
          text: 'tokens is below 500',
          truth: false,
          fact: 'tokens',
          reading: { known: true, value: 501 },
          place: failingPlace,
        },
        { depth: 1, text: 'code is true', truth: true, fact: 'code', reading: { known: true, value: true }, place },
      ],
    },
    matched: { id: 'default', at: { file: 'policies/a.yaml', line: 9, column: 10 } },
  },
});

/** A case that was decided as expected, but then ran into failures. */
export const failedExecution = sampleCase({
  name: 'falls back',
  differences: [{ field: 'served_by', expected: 'two', actual: null }],
  execution: {
    error: 'ATTEMPTS_EXHAUSTED',
    report: { decision, attempts: [attempt('one'), attempt('two')], served_by: null, duration_ms: 750 },
  },
});

export const ranFile: Extract<FixtureFileResult, { kind: 'ran' }> = {
  kind: 'ran',
  file: 'policies/a.test.yaml',
  policy: { name: 'a', version: '0123456789ab', file: 'policies/a.yaml' },
  // Reporters draw results; they look into no policy.
  suite: { file: 'policies/a.test.yaml', compiled: {} as CompiledPolicy, cases: [] },
  results: [sampleCase(), failedCase],
  files: [],
  diagnostics: [],
};

export const invalidFile: FixtureFileResult = {
  kind: 'invalid',
  files: [],
  file: 'policies/b.test.yaml',
  diagnostics: [
    {
      code: 'unknown-name',
      severity: 'error',
      message: 'there is no rule `by-sise`',
      help: 'did you mean `by-size`?',
      place: { file: 'policies/b.test.yaml', pointer: '/x', line: 1, column: 5, endLine: 1, endColumn: 12 },
    },
  ],
};

export function sampleOptions(changes: Partial<ReportOptions> = {}): ReportOptions {
  const inRepository = (file: string): string => `app/${file}`;
  return { paint: createPaint(false), color: false, sources: [], inRepository, version: '1.2.3', ...changes };
}

export function sampleReport(...files: readonly FixtureFileResult[]): TestReport {
  return { files, startedAt: Date.UTC(2026, 2, 2, 9, 0, 0, 123), duration: 12.4 };
}
