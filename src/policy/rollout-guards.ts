/** What ends a rollout. At least one bound. */
export interface RolloutGuards {
  /** Percent of requests. */
  readonly failureRateAbove?: number;
  /** USD. */
  readonly costPerRequestAbove?: number;
  readonly scoreBelow?: number;
  readonly p95MsAbove?: number;
  readonly windowMs: number;
  readonly minRequests: number;
}
