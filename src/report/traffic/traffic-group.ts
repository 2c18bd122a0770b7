import type { SqlRow } from '../records/open-record-files.js';
import type { Dimension } from './dimension.js';

/** The figures of some requests. What is unknown is null. */
export interface TrafficGroup {
  /** By dimension; null where a request has none. */
  readonly by: Readonly<Record<string, string | null>>;
  readonly requests: number;
  readonly answered: number;
  /** No model answered, or the stream broke. */
  readonly failed: number;
  readonly refused: number;
  readonly cancelled: number;
  /** Answered by another model than the first of the chain. */
  readonly fallbacks: number;
  readonly escalated: number;
  /** Of all attempts whose cost is known. */
  readonly cost_usd: number;
  /** Requests whose cost is unknown. */
  readonly unknown_cost: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** Of requests that were answered, from the call to the end of the answer. */
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  /** Requests with a score. */
  readonly scored: number;
  readonly score: number | null;
  /** Half the width of the mean score's 95 % interval; null with fewer than two scores. */
  readonly score_margin: number | null;
}

/** The 97.5th percentile of the normal distribution. */
const z95 = 1.959963984540054;

export function trafficGroup(row: SqlRow, by: readonly Dimension[]): TrafficGroup {
  const count = (name: string): number => Number(row[name] ?? 0);
  const maybe = (name: string): number | null => (row[name] == null ? null : Number(row[name]));
  const [scored, spread] = [count('scored'), maybe('score_sd')];
  return {
    by: Object.fromEntries(by.map(({ name }) => [name, row[name] == null ? null : String(row[name])])),
    requests: count('requests'),
    answered: count('answered'),
    failed: count('failed'),
    refused: count('refused'),
    cancelled: count('cancelled'),
    fallbacks: count('fallbacks'),
    escalated: count('escalated'),
    cost_usd: count('cost_usd'),
    unknown_cost: count('unknown_cost'),
    prompt_tokens: count('prompt_tokens'),
    completion_tokens: count('completion_tokens'),
    p50_ms: maybe('p50_ms'),
    p95_ms: maybe('p95_ms'),
    p99_ms: maybe('p99_ms'),
    scored,
    score: maybe('score'),
    score_margin: spread === null ? null : (z95 * spread) / Math.sqrt(scored),
  };
}
