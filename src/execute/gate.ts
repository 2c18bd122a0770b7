import type { PlannedTarget } from '../plan/execution-plan.js';
import type { LiveState } from './live/live-state.js';
import { targetKey } from './live/target-key.js';
import type { Attempt, SkippedTarget } from './routing-report.js';
import type { Admission, Awaitable } from './store.js';

/**
 * What every attempt of one request passes on its way out and back: breakers admit it and hear how it went, and its
 * times are measured. One attempt at a time.
 */
export interface Gate {
  /** Targets that were not tried because their breaker is open. */
  readonly skipped: readonly SkippedTarget[];
  /** Asks for one attempt; one that is admitted must be answered by `leave` or `giveBack`. `force` always admits. */
  enter(target: PlannedTarget, force: boolean): Awaitable<Admission>;
  /** A stream has begun to answer: a breaker that waits for this attempt need not wait for its end. */
  answering(): void;
  leave(attempt: Attempt): void;
  /** The attempt that was admitted is not made. */
  giveBack(): void;
  /** For how many milliseconds the last attempt opened its breaker; undefined when it did not. */
  openedForMs(): Awaitable<number | undefined>;
}

interface Pass {
  readonly target: PlannedTarget;
  probe: number | undefined;
}

const admitted: Admission = { kind: 'admitted' };

/** Without live state every attempt is admitted. */
export function createGate(live: LiveState | undefined, stream: boolean, now: () => number): Gate {
  const skipped: SkippedTarget[] = [];
  let pass: Pass | undefined;
  let opened: Awaitable<number | undefined>;

  function decided(target: PlannedTarget, admission: Admission): Admission {
    if (admission.kind === 'admitted') {
      pass = { target, probe: admission.probe };
      live?.measurements.start(targetKey(target), stream);
    } else {
      const { slot, model, endpoint } = target;
      const name = { slot: slot.name, model, endpoint: endpoint.name };
      skipped.push({ ...name, because: 'breaker-open', at: now(), due_in_ms: admission.dueInMs });
    }
    return admission;
  }

  function end(sample: Pick<Attempt, 'outcome' | 'duration_ms' | 'first_token_ms' | 'retry_after_ms'>): void {
    if (pass === undefined || live === undefined) return;
    const { target, probe } = pass;
    pass = undefined;
    live.measurements.end(targetKey(target), stream, sample);
    live.health.end(target.slot, sample);
    opened = live.breakers.report(target, sample, probe);
  }

  return {
    skipped,
    enter(target, force) {
      if (live === undefined) return admitted;
      opened = undefined;
      const admission = live.breakers.admit(target, force);
      return 'then' in admission ? admission.then((late) => decided(target, late)) : decided(target, admission);
    },
    answering() {
      if (pass?.probe === undefined || live === undefined) return;
      void live.breakers.report(pass.target, { outcome: 'ok' }, pass.probe);
      pass.probe = undefined;
    },
    leave(attempt) {
      if (pass !== undefined) live?.alarms.note(pass.target, attempt);
      end(attempt);
    },
    giveBack: () => end({ outcome: 'cancelled', duration_ms: 0 }),
    openedForMs: () => opened,
  };
}
