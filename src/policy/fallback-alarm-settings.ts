/** When too many of a rule's requests are not served by the first model of their chain. */
export interface FallbackAlarmSettings {
  /** Alarms above so many percent of the requests. */
  readonly abovePercent: number;
  /** The window over which requests are counted, in milliseconds. */
  readonly windowMs: number;
  /** With fewer requests in the window there is no alarm. */
  readonly minRequests: number;
}

export const defaultFallbackAlarmSettings: FallbackAlarmSettings = {
  abovePercent: 20,
  windowMs: 300_000,
  minRequests: 20,
};
