/** When a breaker opens, and for how long. Counted per model and endpoint. */
export interface BreakerSettings {
  /** Opens when so many percent of the requests failed. */
  readonly failurePercent: number;
  /** With fewer requests in the window it stays closed, whatever their share. */
  readonly minRequests: number;
  /** The window over which requests are counted, in milliseconds. */
  readonly windowMs: number;
  /** How long it stays open the first time, in milliseconds; every failed probe doubles that. */
  readonly openMs: number;
  /** The longest it stays open without a Retry-After that asks for more, in milliseconds. */
  readonly maxOpenMs: number;
}

export const defaultBreakerSettings: BreakerSettings = {
  failurePercent: 50,
  minRequests: 10,
  windowMs: 30_000,
  openMs: 15_000,
  maxOpenMs: 300_000,
};
