import type { Difference } from '../difference.js';
import type { CaseResult } from '../fixture-result.js';

/** The value with which a field of an expectation would have held. */
export interface FieldEdit {
  /** Keys from the expectation to the value. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * What to expect instead, or why that cannot be written down: a promise about every model, or about what is not
 * computed, is not replaced by what happened to come out.
 */
export function differenceEdit({ field, expected, actual }: Difference, { decision }: CaseResult): FieldEdit | string {
  const [top = '', ...rest] = field.split('.');
  const path = rest.length === 0 ? [top] : [top, rest.join('.')];
  const edit = { path, value: actual };
  switch (top) {
    case 'tier':
    case 'max_tokens':
    case 'error':
    case 'served_by':
    case 'degraded_to':
    case 'chain':
    case 'slots':
    case 'reason':
    case 'exposures':
    case 'constraints':
    case 'shadows':
      return edit;
    case 'rule':
    case 'model':
    case 'params':
    case 'provider':
      return actual === null ? `there is none now: remove ${field}` : edit;
    case 'reject':
      return typeof expected === 'boolean' ? { path, value: !expected } : edit;
    case 'attempts':
      return typeof expected === 'number' ? { path, value: (actual as readonly unknown[]).length } : edit;
    case 'cost_usd':
    case 'duration_ms':
      if (typeof expected !== 'number' || typeof actual !== 'number') return 'bounds are for a person to choose';
      return { path, value: withoutDust(actual) };
    case 'facts':
      return Object.hasOwn(decision.facts, path[1] ?? '') ? edit : `it has no value now: remove ${field}`;
    case 'unknown':
      return (actual as readonly unknown[]).length === 0 ? 'no fact is unknown now: remove unknown' : edit;
    default:
      return `${top} is a promise: change the policy, or the promise by hand`;
  }
}

/** As a person would write it: 0.3, not 0.30000000000000004. */
function withoutDust(value: number): number {
  return Number(value.toPrecision(12));
}
