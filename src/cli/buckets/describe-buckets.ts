import type { Paint } from '../../diagnostics/paint.js';
import { countOf } from '../count-of.js';
import { textTable } from '../text-table.js';
import type { BucketAssessment } from './assess-buckets.js';
import type { AssignedLine, BucketTally } from './assigned-key.js';

/** `u-42  treatment  0.0505`, or why there is no arm. */
export function describeLine({ key, arm, bucket, detail }: AssignedLine, paint: Paint): string {
  const shown = key === null ? paint.dim('(no key)') : printable(key);
  return arm === null
    ? `${shown}  ${paint.dim(`no arm: ${detail ?? 'the key is missing'}`)}`
    : `${shown}  ${paint.bold(arm)}  ${paint.dim(bucket?.toFixed(4) ?? '')}`.trimEnd();
}

/** A key with control characters, or spaces that cannot be seen, as JSON writes it. */
function printable(key: string): string {
  const quoted = JSON.stringify(key).replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return quoted === `"${key}"` && key.trim() === key ? key : quoted;
}

/** What is said beside the lines: how many keys are where, and how many were missing. */
export function describeTally(experiment: string, tally: BucketTally): string {
  const arms = [...tally.arms].map(([arm, count]) => `${count} in ${arm}`);
  const rest = [
    ...(tally.leftOut > 0 ? [`${tally.leftOut} take no part`] : []),
    ...(tally.missing > 0 ? [`${tally.missing} without a key, never assigned`] : []),
  ];
  return `${experiment}: ${[...arms, ...rest].join(', ')}`;
}

export function describeAssessment(assessment: BucketAssessment, paint: Paint): string {
  const { experiment, keys, missing, arms, test } = assessment;
  const rows = arms
    .filter((each) => each.arm !== null || each.expected > 0 || each.keys > 0)
    .map((each) => [
      each.arm ?? '(no part)',
      String(each.keys),
      percent(keys === 0 ? 0 : each.keys / keys),
      percent(each.expected),
    ]);
  const lines = [
    `${paint.bold(experiment)} over ${countOf(keys, 'key')}`,
    '',
    textTable({ titles: ['arm', 'keys', 'share', 'expected'], rows }, paint.dim),
    '',
    ...(missing > 0 ? [`${missingShare(missing, keys)} had no key, and were not assigned.`] : []),
    test === undefined
      ? 'There is nothing to test: only one outcome is possible.'
      : `chi-squared ${test.statistic.toFixed(2)} with ${countOf(test.degrees, 'degree')} of freedom, p = ${shownP(test.p)}: ${verdictOf(assessment, paint)}`,
  ];
  return lines.join('\n');
}

function verdictOf({ verdict }: BucketAssessment, paint: Paint): string {
  return verdict === 'as expected'
    ? paint.green('the shares are as expected')
    : paint.red('the shares are not as expected (p < 0.001)');
}

function missingShare(missing: number, keys: number): string {
  return `${missing} of ${keys + missing} (${percent(missing / (keys + missing))})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function shownP(p: number): string {
  return p >= 0.001 ? p.toFixed(3) : p.toExponential(1);
}
