import type { CaseExecution } from './case-execution.js';
import { type Difference, equal } from './difference.js';
import type { Bounds, Expectation, ExpectedAttempt } from './fixtures-document.generated.js';

/** Expectations that only an executed case can meet. */
export type ExecutionField = 'served_by' | 'attempts' | 'cost_usd' | 'duration_ms' | 'degraded_to';

type Check<Value> = (expected: Value, execution: CaseExecution) => readonly Difference[];

export const executionChecks: { readonly [Field in ExecutionField]: Check<Exclude<Expectation[Field], undefined>> } = {
  served_by: (expected, execution) => equal('served_by', expected, servingSlot(execution)),
  attempts: (expected, execution) => {
    const actual = attemptsOf(execution);
    if (typeof expected === 'number' && expected === actual.length) return [];
    return equal('attempts', expected, actual);
  },
  cost_usd: (expected, { report }) => compareNumber('cost_usd', expected, report.cost?.usd),
  degraded_to: (expected, { report }) => equal('degraded_to', expected, report.degraded?.tier ?? null),
  duration_ms: (expected, { report }) => compareNumber('duration_ms', expected, report.duration_ms),
};

const executionFields = Object.keys(executionChecks) as ExecutionField[];
const executionErrors: readonly unknown[] = [
  'ATTEMPTS_EXHAUSTED',
  'BUDGET_EXCEEDED',
  'PROVIDER_ERROR',
  'STREAM_INTERRUPTED',
];

/** Whether an expectation says something of what happens after the decision. */
export function expectsExecution(expectation: Expectation): boolean {
  return (
    executionErrors.includes(expectation.error) || executionFields.some((field) => expectation[field] !== undefined)
  );
}

/** The slot that answered; null when none did. */
export function servingSlot({ report }: CaseExecution): string | null {
  return report.served_by === null ? null : (report.attempts[report.served_by]?.slot ?? null);
}

export function attemptsOf({ report }: CaseExecution): readonly ExpectedAttempt[] {
  return report.attempts.map(({ slot, outcome }) => ({ slot, outcome }));
}

/** Sums of prices are as exact as doubles are. */
const tolerance = 1e-9;

function compareNumber(field: string, expected: number | Bounds, actual: number | undefined): readonly Difference[] {
  if (actual === undefined) return [{ field, expected, actual: null }];
  const holds =
    typeof expected === 'number'
      ? Math.abs(expected - actual) <= tolerance * Math.max(1, Math.abs(actual))
      : isWithin(expected, actual);
  return holds ? [] : [{ field, expected, actual }];
}

function isWithin({ below, at_most: most, above, at_least: least }: Bounds, actual: number): boolean {
  return (
    (below === undefined || actual < below) &&
    (most === undefined || actual <= most) &&
    (above === undefined || actual > above) &&
    (least === undefined || actual >= least)
  );
}
