import { metricNames } from '../../src/report/experiment/experiment-metric.js';
import type { JudgedMonth } from './judge-month.js';

export interface TalliedMonths {
  readonly months: number;
  /** Months, by metric in their order, whose last interval holds the truth. */
  readonly covered: readonly number[];
  /** Months in which every interval of every day held it. */
  readonly alwaysCovered: number;
  /** Months in which any metric was falsely shown on any day. */
  readonly falseAlarms: number;
  /** By metric: months in which its true difference was shown, and the median day. */
  readonly shown: readonly { readonly months: number; readonly medianDay: number | undefined }[];
  /** Months in which the mismatch check spoke, and the median day. */
  readonly mismatches: number;
  readonly mismatchDay: number | undefined;
  /** Months in which other intervals missed: in the cost, and in any metric. */
  readonly others: Readonly<
    Record<'singleLook' | 'perRequest' | 'unitClock', { readonly cost: number; readonly any: number }>
  >;
}

export function tallyMonths(months: readonly JudgedMonth[]): TalliedMonths {
  const count = (test: (month: JudgedMonth) => boolean) => months.filter(test).length;
  const other = (name: keyof JudgedMonth['others']) => ({
    cost: count(({ others }) => others[name].has('cost')),
    any: count(({ others }) => others[name].size > 0),
  });
  return {
    months: months.length,
    covered: metricNames.map((name) => count(({ covered }) => covered.has(name))),
    alwaysCovered: count(({ alwaysCovered }) => alwaysCovered),
    falseAlarms: count(({ falselyShown }) => falselyShown.size > 0),
    shown: metricNames.map((name) => ({
      months: count(({ shownOn }) => shownOn.has(name)),
      medianDay: median(months.flatMap(({ shownOn }) => shownOn.get(name) ?? [])),
    })),
    mismatches: count(({ mismatchOn }) => mismatchOn !== undefined),
    mismatchDay: median(months.flatMap(({ mismatchOn }) => mismatchOn ?? [])),
    others: { singleLook: other('singleLook'), perRequest: other('perRequest'), unitClock: other('unitClock') },
  };
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((left, right) => left - right)[Math.floor((values.length - 1) / 2)];
}
