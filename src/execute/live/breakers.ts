import type { PlannedTarget } from '../../plan/execution-plan.js';
import { type BreakerSettings, defaultBreakerSettings } from '../../policy/breaker-settings.js';
import type { Attempt } from '../routing-report.js';
import type { Admission, Awaitable, BreakerChange, BreakerStore } from '../store.js';
import { breakerSignalOf } from './breaker-signal.js';
import type { LiveEvent } from './live-event.js';
import type { StoreGuard } from './store-guard.js';
import { targetKey } from './target-key.js';

/** Breakers as requests meet them: a store that fails counts as a closed breaker, and a change is told as an event. */
export interface Breakers {
  admit(target: PlannedTarget, force: boolean): Awaitable<Admission>;
  /** Resolves with the milliseconds for which this attempt opened the breaker; undefined when it did not. */
  report(target: PlannedTarget, attempt: Outcome, probe: number | undefined): Awaitable<number | undefined>;
}

/** What a breaker is told of an attempt. */
export type Outcome = Pick<Attempt, 'outcome' | 'retry_after_ms'>;

/** For a probe whose attempt takes all its time, and then some. */
const leaseMarginMs = 5_000;

const admitted: Admission = { kind: 'admitted' };

export function createBreakers(store: BreakerStore, guard: StoreGuard, emit: (event: LiveEvent) => void): Breakers {
  /** An admission that comes too late is used by nobody: its probe is free again, or by its lease if that fails too. */
  async function giveBack(target: string, settings: BreakerSettings, probe: number): Promise<void> {
    try {
      await store.report(target, { signal: { kind: 'nothing' }, settings, probe });
    } catch {
      // The store is known to fail by now.
    }
  }

  function tell(target: PlannedTarget, outcome: Outcome['outcome'], change: BreakerChange): number | undefined {
    const name = { slot: target.slot.name, model: target.model, endpoint: target.endpoint.name };
    if (change.kind === 'closed') {
      emit({ type: 'breaker-closed', ...name });
      return undefined;
    }
    // Only a failure opens.
    if (outcome !== 'ok') emit({ type: 'breaker-open', ...name, because: outcome, forMs: change.forMs });
    return change.forMs;
  }

  return {
    admit(target, force) {
      const settings = settingsOf(target);
      if (settings === 'off') return admitted;
      const key = targetKey(target);
      const request = { leaseMs: target.timeoutMs + leaseMarginMs, force };
      return guard.ask(
        'breakers.admit',
        () => store.admit(key, request),
        admitted,
        (late) => {
          if (late.kind === 'admitted' && late.probe !== undefined) void giveBack(key, settings, late.probe);
        },
      );
    },
    report(target, { outcome, retry_after_ms: retryAfterMs }, probe) {
      const settings = settingsOf(target);
      if (settings === 'off') return undefined;
      const signal = breakerSignalOf(outcome, retryAfterMs);
      if (signal.kind === 'nothing' && probe === undefined) return undefined;
      const told = { signal, settings, probe };
      const change = guard.ask('breakers.report', () => store.report(targetKey(target), told), undefined);
      if (change === undefined) return undefined;
      return change instanceof Promise
        ? change.then((late) => late && tell(target, outcome, late))
        : tell(target, outcome, change);
    },
  };
}

function settingsOf({ endpoint }: PlannedTarget): BreakerSettings | 'off' {
  return endpoint.breaker ?? defaultBreakerSettings;
}
