import type { Runtime } from '../runtime.js';

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

export type DeadlineName = 'first_token' | 'idle' | 'total' | 'request';

export interface DeadlineWatch {
  /** Something came from the provider; `token` when it was the first sign of the answer, or a later one. */
  progress(token: boolean): void;
  /**
   * It is the reader's turn: its slowness is not the provider's. Only the deadline of the request goes on, which from
   * then on does not keep the process alive: a stream that nobody reads would, until its deadline.
   */
  pause(): void;
  resume(): void;
  stop(): void;
}

/** Calls `passed` once, with the deadline that passed first, unless it is stopped before. */
export function watchDeadlines(
  { now, sleep }: Pick<Runtime, 'now' | 'sleep'>,
  times: AttemptTimes,
  passed: (deadline: DeadlineName) => void,
): DeadlineWatch {
  let stopped = false;
  let nap = new AbortController();
  let background = false;
  let skew = 0;
  let waited = 0;
  let waitingSince: number | undefined = time();
  let quietSince = waitingSince;
  let sawToken = false;

  function time(): number {
    return now() + skew;
  }

  /** Milliseconds until each deadline, if nothing comes; those of a paused attempt as if it were resumed now. */
  function remaining(): [DeadlineName, number][] {
    const at = time();
    const total = waited + (waitingSince === undefined ? 0 : at - waitingSince);
    const quiet = waitingSince === undefined ? 0 : at - quietSince;
    const left: [DeadlineName, number][] = [
      ['request', times.requestEndsAt - at],
      ['total', times.totalMs - total],
    ];
    if (sawToken && times.idleMs !== undefined) left.push(['idle', times.idleMs - quiet]);
    if (!sawToken && times.firstTokenMs !== undefined) left.push(['first_token', times.firstTokenMs - total]);
    return left.sort(([, a], [, b]) => a - b);
  }

  /** One sleep at a time, never beyond the idle time, since the next chunk starts that anew. */
  async function watch(): Promise<void> {
    while (!stopped) {
      const left = remaining();
      const due = left.find(([name, ms]) => ms <= 0 && (waitingSince !== undefined || name === 'request'));
      if (due !== undefined) {
        stopped = true;
        return passed(due[0]);
      }
      const soonest = left.find(([, ms]) => ms > 0)?.[1] ?? 1;
      await sleepAtLeast(Math.min(soonest, times.idleMs ?? soonest));
    }
  }

  /** A sleep is taken at its word: a wall clock that was set back meanwhile does not move a deadline. */
  async function sleepAtLeast(milliseconds: number): Promise<void> {
    const before = time();
    nap = new AbortController();
    try {
      await sleep(milliseconds, nap.signal, { background });
    } catch {
      // Woken, unless the world cannot sleep.
      stopped ||= !nap.signal.aborted;
      return;
    }
    skew += Math.max(0, milliseconds - (time() - before));
  }

  void watch();
  return {
    progress(token) {
      quietSince = time();
      sawToken ||= token;
    },
    pause() {
      if (waitingSince === undefined) return;
      waited += time() - waitingSince;
      waitingSince = undefined;
      if (background) return;
      background = true;
      nap.abort('awake');
    },
    resume() {
      if (waitingSince !== undefined) return;
      waitingSince = time();
      quietSince = waitingSince;
    },
    stop() {
      stopped = true;
      nap.abort('awake');
    },
  };
}
