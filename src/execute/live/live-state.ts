import type { StickyArms } from '../../facts/fact-world.js';
import type { Runtime } from '../../runtime.js';
import type { Store } from '../store.js';
import { type Breakers, createBreakers } from './breakers.js';
import { type BudgetLedger, createBudgetLedger } from './budget-ledger.js';
import { createFallbackRate, type FallbackRate } from './fallback-rate.js';
import { createHealth, type Health } from './health.js';
import type { LiveEvent } from './live-event.js';
import { createMeasurements, type Measurements } from './measurements.js';
import { createRolloutMonitor, type RolloutMonitor } from './rollout-monitor.js';
import { createStickyArms } from './sticky-arms.js';
import { createStoreGuard, type StoreGuard } from './store-guard.js';
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

/** Without a breaker's answer a request goes on; without a budget's it is refused, so that is worth some waiting. */
const budgetPatienceMs = 1_000;

function patient({ ask }: StoreGuard): StoreGuard {
  return {
    ask: (operation, call, otherwise, onLate, patienceMs = budgetPatienceMs) =>
      ask(operation, call, otherwise, onLate, patienceMs),
  };
}

export function createLiveState({ store, runtime, emit }: LiveStateOptions): LiveState {
  const guard = createStoreGuard(runtime, emit);
  return {
    breakers: createBreakers(store.breakers, guard, emit),
    measurements: createMeasurements(runtime),
    health: createHealth(runtime),
    sticky: createStickyArms(store.sticky, guard),
    rollouts: createRolloutMonitor(store.rollouts, guard, runtime, emit),
    alarms: createTargetAlarms(emit),
    fallbackRate: createFallbackRate(runtime, emit),
    budgets: createBudgetLedger(store.budgets, patient(guard), runtime, emit),
  };
}
