import type { RatioSums } from '../statistics/ratio-sums.js';
import type { MetricName } from './experiment-metric.js';

/** What the records tell of one experiment, added up: the input of a report. */
export interface ExperimentData {
  readonly experiment: string;
  /** Arms that have units, in the order of their names. */
  readonly arms: readonly ArmData[];
  /** Units by the arms' shares under which they came in, for the mismatch check. */
  readonly entries: readonly ArmEntry[];
  /** First and last record, in ISO 8601. */
  readonly from?: string;
  readonly to?: string;
  /** Units that were seen in more than one arm; they are in no arm's figures. */
  readonly unitsInTwoArms: number;
  /** Requests whose arm was given instead of assigned, so that there is no unit. */
  readonly requestsWithoutUnit: number;
  /** Requests whose decision asked for the experiment and got no arm, because the key was missing. */
  readonly requestsWithoutKey: number;
}

export interface ArmData {
  readonly arm: string;
  readonly units: number;
  readonly requests: number;
  /** Sums over the units of the arm; a request without a value for a metric is in neither sum of it. */
  readonly sums: Readonly<Record<MetricName, RatioSums>>;
  /** Latency of answered requests in milliseconds. */
  readonly latencyMs?: { readonly p50: number; readonly p95: number };
}

/** Units that came in while arms had certain shares. */
export interface ArmEntry {
  /** The policy's version: shares belong to it. */
  readonly version: string;
  readonly arm: string;
  /** Share of all keys, from 0 to 1, as the exposures tell. */
  readonly propensity: number;
  readonly units: number;
}
