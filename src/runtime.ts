/** The world as a value: everything that is not a function of the request and the policy. */
export interface Runtime {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** A number from 0 (included) to 1 (excluded); for jitter only, never for assignment. */
  readonly random: () => number;
  /** A new id for a decision, unique across processes. */
  readonly newId: () => string;
  /** Resolves after so many milliseconds, or rejects with the signal's reason when it aborts. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal, options?: SleepOptions) => Promise<void>;
  /** Calls back after so many milliseconds: for what is nearly always called off before. Default: made of sleep. */
  readonly alarm?: SetAlarm;
}

export type SetAlarm = (milliseconds: number, callback: () => void) => Alarm;

export interface Alarm {
  /** From now on the process may end although the alarm is to come. */
  background(): void;
  callOff(): void;
}

export interface SleepOptions {
  /** Let the process end although somebody sleeps. Default: false. */
  readonly background?: boolean;
}
