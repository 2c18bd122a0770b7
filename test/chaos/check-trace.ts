import { checkAfterTheEnd, checkClasses, checkCount, checkLetGo } from './check-attempts.js';
import { checkError, checkReport } from './check-report.js';
import { checkText } from './check-text.js';
import type { Trace } from './trace.js';

/** What must hold for every request, whatever its providers and its caller do. Each gives what is wrong, in words. */
const invariants = {
  'ends exactly once': checkEnd,
  'no text twice, none lost without a mark': checkText,
  'no attempt after the caller has left': checkAfterTheEnd,
  'never more attempts than allowed': checkCount,
  'every failure is classified': checkClasses,
  'every call is let go': checkLetGo,
  'the report is true': checkReport,
  'the error tells what happened': checkError,
  'ends in time': checkTime,
  'nothing stays behind': ({ listeners }: Trace) => (listeners === 0 ? undefined : `${listeners} listeners stay`),
} satisfies Record<string, (trace: Trace, options: CheckOptions) => string | undefined>;

export type Invariant = keyof typeof invariants;

export const invariantNames = Object.keys(invariants) as Invariant[];

export interface Violation {
  readonly request: number;
  readonly invariant: Invariant;
  readonly problem: string;
}

export interface CheckOptions {
  /** How many times shorter times are than the request says. */
  readonly haste: number;
  /** How late something may be, in milliseconds: 0 on a virtual clock. */
  readonly slackMs: number;
}

export function checkTrace(trace: Trace, options: CheckOptions): readonly Violation[] {
  const request = trace.request.index;
  return invariantNames.flatMap((invariant) => {
    const problem = invariants[invariant](trace, options);
    return problem === undefined ? [] : [{ request, invariant, problem }];
  });
}

function checkEnd({ ending }: Trace): string | undefined {
  if (ending.kind === 'never') return 'it never ended';
  if (ending.kind !== 'stream') return undefined;
  return ending.after.every((read) => read === 'done') ? undefined : `after its end came ${ending.after}`;
}

/** A store that is late may hold a request up for so long, beyond its deadline too. */
const storePatienceMs = 100;

/** The request's deadline holds whatever the caller does; and when it leaves, that is the end. */
function checkTime(
  { report, request, aborted, reportedAt }: Trace,
  { haste, slackMs }: CheckOptions,
): string | undefined {
  const deadlineMs = request.tier.deadlineMs / haste;
  if ((report?.duration_ms ?? 0) > deadlineMs + storePatienceMs + slackMs)
    return `it took ${report?.duration_ms} of ${deadlineMs} ms`;
  if (aborted === undefined) return undefined;
  return reportedAt <= aborted.at + slackMs ? undefined : `it was aborted at ${aborted.at} and ended at ${reportedAt}`;
}
