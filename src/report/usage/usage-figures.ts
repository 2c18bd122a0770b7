/** What requests came to. Times are milliseconds. */
export interface UsageFigures {
  readonly requests: number;
  readonly answered: number;
  /** No model answered, or the stream broke. */
  readonly failed: number;
  /** Nothing was sent: rejected by the policy, over a budget, no eligible model. */
  readonly refused: number;
  readonly cancelled: number;
  /** Answered by another model than the first of the chain, without an escalation. */
  readonly fallbacks: number;
  readonly escalated: number;
  /** Exact to the micro-dollar. Without the requests of unknown cost. */
  readonly cost_usd: number;
  /** Requests that were sent and of which nobody knows what they cost. */
  readonly unknown_cost: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** From the call to the end of the answer, of answered requests. */
  readonly latency_ms?: Percentiles;
  /** From the call to the first content, of answered streams. */
  readonly first_token_ms?: Percentiles;
  readonly score?: ScoreFigures;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Of the last score of each request that has one. */
export interface ScoreFigures {
  readonly mean: number;
  readonly requests: number;
  /** The 95 % interval of the mean; absent with fewer than two scores. */
  readonly low?: number;
  readonly high?: number;
}

/** Share of `part` in the requests that ended by themselves; undefined when there are none. */
export function failureRate({ failed, requests, cancelled }: UsageFigures): number | undefined {
  return requests > cancelled ? failed / (requests - cancelled) : undefined;
}

export function fallbackRate({ fallbacks, answered }: UsageFigures): number | undefined {
  return answered > 0 ? fallbacks / answered : undefined;
}
