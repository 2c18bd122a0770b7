import { rareEvents } from '../statistics/ratio-sums.js';

export const metricNames = ['cost', 'latency', 'failures', 'escalations', 'score'] as const;

export type MetricName = (typeof metricNames)[number];

/** A ratio over requests, compared between arms. */
export interface ExperimentMetric {
  readonly name: MetricName;
  /** As a column's title. */
  readonly title: string;
  /** Of the sums that records give: USD, milliseconds, requests, score; per request that has a value. */
  readonly better: 'lower' | 'higher';
  /** Requests at the far end of the scale that its variance counts in addition. */
  readonly farEnds: number;
  /** How a value is shown: times `scale`, with so many digits after the point, before the unit. */
  readonly shown: { readonly scale: number; readonly digits: number; readonly unit: string };
  /** The words for a lower and a higher value, after the name of an arm. */
  readonly words: { readonly lower: string; readonly higher: string };
}

export const experimentMetrics: Readonly<Record<MetricName, ExperimentMetric>> = {
  cost: {
    name: 'cost',
    title: 'cost per 1,000 requests',
    better: 'lower',
    farEnds: 0,
    shown: { scale: 1000, digits: 3, unit: 'USD' },
    words: { lower: 'costs less', higher: 'costs more' },
  },
  latency: {
    name: 'latency',
    title: 'latency, mean',
    better: 'lower',
    farEnds: 0,
    shown: { scale: 1, digits: 0, unit: 'ms' },
    words: { lower: 'is faster', higher: 'is slower' },
  },
  failures: {
    name: 'failures',
    title: 'failures',
    better: 'lower',
    farEnds: rareEvents,
    shown: { scale: 100, digits: 2, unit: '%' },
    words: { lower: 'fails less often', higher: 'fails more often' },
  },
  escalations: {
    name: 'escalations',
    title: 'escalations',
    better: 'lower',
    farEnds: rareEvents,
    shown: { scale: 100, digits: 2, unit: '%' },
    words: { lower: 'is escalated less often', higher: 'is escalated more often' },
  },
  score: {
    name: 'score',
    title: 'score, mean',
    better: 'higher',
    farEnds: rareEvents,
    shown: { scale: 1, digits: 4, unit: '' },
    words: { lower: 'scores lower', higher: 'scores higher' },
  },
};
