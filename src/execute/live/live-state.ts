import type { StickyArms } from '../../facts/fact-world.js';
import type { Runtime } from '../../runtime.js';
import type { Store } from '../store.js';
import { type Breakers, createBreakers } from './breakers.js';
import { type BudgetLedger, createBudgetLedger } from './budget-ledger.js';
import { createFallbackRate, type FallbackRate } from './fallback-rate.js';
import { createHealth, type Health } from './health.js';
import type { LiveEvent } from './live-event.js';
import { createMeasurements, type Measurements } from './measurements.js';
import { createOutages } from './outages.js';
import { createRolloutMonitor, type RolloutMonitor } from './rollout-monitor.js';
import { createStickyArms } from './sticky-arms.js';
import { createStoreGuard } from './store-guard.js';
import { createTargetAlarms, type TargetAlarms } from './target-alarms.js';

/** What requests learn from those before them. It outlives the generations of every policy. */
export interface LiveState {
  readonly breakers: Breakers;
  readonly measurements: Measurements;
  readonly health: Health;
  readonly sticky: StickyArms;
  readonly rollouts: RolloutMonitor;
  readonly alarms: TargetAlarms;
  readonly fallbackRate: FallbackRate;
  readonly budgets: BudgetLedger;
}

export interface LiveStateOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  /** Must not throw: it is called while requests are executed. */
  readonly emit: (event: LiveEvent) => void;
}

/**
 * Without a breaker's answer a request goes on; without a budget's it is refused: that is worth some waiting, and one late
 * answer is no reason to refuse all others.
 */
const budgetGuard = { patienceMs: 1_000, lateInOutage: 3 };

export function createLiveState({ store, runtime, emit }: LiveStateOptions): LiveState {
  const outages = createOutages(emit);
  const guard = createStoreGuard(runtime, outages);
  // Of its own: a breaker's answer that is late, which costs little, must not keep a budget from being asked.
  const patient = createStoreGuard(runtime, outages, budgetGuard);
  return {
    breakers: createBreakers(store.breakers, guard, emit),
    measurements: createMeasurements(runtime),
    health: createHealth(runtime),
    sticky: createStickyArms(store.sticky, guard),
    rollouts: createRolloutMonitor(store.rollouts, guard, runtime, emit),
    alarms: createTargetAlarms(emit),
    fallbackRate: createFallbackRate(runtime, emit),
    budgets: createBudgetLedger(store.budgets, patient, runtime, emit),
  };
}
