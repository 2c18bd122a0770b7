import type { Alarm, Runtime } from '../runtime.js';
import { alarmsOf } from './alarms-of.js';

/** The times of one attempt, in milliseconds. */
export interface AttemptTimes {
  /** To the first token; undefined for an answer that is not streamed. */
  readonly firstTokenMs?: number;
  /** Between two chunks; undefined for an answer that is not streamed. */
  readonly idleMs?: number;
  /** Total time spent waiting for the provider. */
  readonly totalMs: number;
  /** When the whole request must be done, in milliseconds since the epoch. */
  readonly requestEndsAt: number;
}

const deadlineNames = ['request', 'total', 'idle', 'first_token'] as const;

export type DeadlineName = (typeof deadlineNames)[number];

type World = Pick<Runtime, 'now' | 'sleep' | 'alarm'>;

/** Calls `passed` once, with the deadline that passed first, unless it is stopped before. */
export class DeadlineWatch {
  readonly #world: World;
  readonly #times: AttemptTimes;
  readonly #passed: (deadline: DeadlineName) => void;
  #alarm: Alarm | undefined;
  #stopped = false;
  #background = false;
  /** How far the clock was set back during waits, which are taken at their word. */
  #skew = 0;
  #waited = 0;
  #waitingSince: number | undefined;
  #quietSince: number;
  #sawToken = false;

  constructor(world: World, times: AttemptTimes, passed: (deadline: DeadlineName) => void) {
    this.#world = world;
    this.#times = times;
    this.#passed = passed;
    this.#quietSince = world.now();
    this.#waitingSince = this.#quietSince;
    this.#watch();
  }

  /** Something came from the provider; `token` when it was the first sign of the answer, or a later one. */
  progress(token: boolean): void {
    this.#quietSince = this.#time();
    this.#sawToken ||= token;
  }

  /**
   * It is the reader's turn: its slowness is not the provider's. Only the deadline of the request goes on, which from
   * then on does not keep the process alive: a stream that nobody reads would, until its deadline.
   */
  pause(): void {
    if (this.#waitingSince === undefined) return;
    this.#waited += this.#time() - this.#waitingSince;
    this.#waitingSince = undefined;
    if (this.#background) return;
    this.#background = true;
    this.#alarm?.background();
  }

  resume(): void {
    if (this.#waitingSince !== undefined) return;
    this.#waitingSince = this.#time();
    this.#quietSince = this.#waitingSince;
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm?.callOff();
  }

  #time(): number {
    return this.#world.now() + this.#skew;
  }

  /** One alarm at a time, never beyond the idle time, since the next chunk starts that anew. */
  #watch(): void {
    if (this.#stopped) return;
    const at = this.#time();
    let due: DeadlineName | undefined;
    let overdueMs = -1;
    let soonestMs = Infinity;
    for (const name of deadlineNames) {
      const leftMs = this.#left(name, at);
      if (leftMs > 0) soonestMs = Math.min(soonestMs, leftMs);
      else if (-leftMs > overdueMs && (name === 'request' || this.#waitingSince !== undefined)) {
        due = name;
        overdueMs = -leftMs;
      }
    }
    if (due !== undefined) {
      this.#stopped = true;
      this.#passed(due);
      return;
    }
    this.#sleep(Math.min(soonestMs, this.#times.idleMs ?? soonestMs), at);
  }

  #sleep(milliseconds: number, at: number): void {
    this.#alarm = alarmsOf(this.#world)(milliseconds, () => {
      this.#skew += Math.max(0, milliseconds - (this.#time() - at));
      this.#watch();
    });
    if (this.#background) this.#alarm.background();
  }

  /** Milliseconds until a deadline, if nothing comes; those of a paused attempt as if it were resumed now. */
  #left(name: DeadlineName, at: number): number {
    const { requestEndsAt, totalMs, idleMs, firstTokenMs } = this.#times;
    const waitingSince = this.#waitingSince ?? at;
    const total = this.#waited + at - waitingSince;
    switch (name) {
      case 'request':
        return requestEndsAt - at;
      case 'total':
        return totalMs - total;
      case 'idle':
        if (!this.#sawToken || idleMs === undefined) return Infinity;
        return idleMs - (this.#waitingSince === undefined ? 0 : at - this.#quietSince);
      case 'first_token':
        return this.#sawToken || firstTokenMs === undefined ? Infinity : firstTokenMs - total;
      default:
        return name satisfies never;
    }
  }
}
