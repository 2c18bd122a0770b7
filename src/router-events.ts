import type { ExposureEvent } from './client/exposure-event.js';
import type { BudgetExceeded, BudgetExcess, BudgetWarning } from './execute/live/budget-event.js';
import type {
  BreakerClosed,
  BreakerOpened,
  FallbackAlarm,
  FallbackRecovered,
  StoreFailed,
  StoreRecovered,
  TargetAlarm,
} from './execute/live/live-event.js';
import type { RolloutRolledBack, RolloutStep } from './execute/live/rollout-event.js';
import type { ShadowResult } from './execute/shadow/shadow-result.js';
import type { RecordsLost } from './records/record-event.js';
import type { PolicyApplied, PolicyRefused } from './reload/generation.js';
import type { CatalogueRefreshed, CatalogueRefreshFailed } from './reload/refresh-catalogues.js';
import type { MemoDifference } from './rules/decision-memo.js';

/** What a router tells, by event: each listener gets one argument. */
export interface RouterEvents {
  /** From now on requests are decided by this version. */
  'policy-applied': [event: PolicyApplied];
  /** A change was not taken over; the last good version goes on. */
  'policy-refused': [event: PolicyRefused];
  /** A check found that a remembered decision was wrong; the memo was dropped. Please report it. */
  'memo-difference': [event: MemoDifference];
  /** A catalogue was checked, and is kept as its source tells it now. */
  'catalogue-refreshed': [event: CatalogueRefreshed];
  /** A catalogue could not be checked, or would break a policy; the last good one stays. */
  'catalogue-refresh-failed': [event: CatalogueRefreshFailed];
  /** Watching met a problem; it goes on. */
  'watch-error': [error: unknown];
  /** A request was copied to a shadow, or the copy was left out. */
  shadow: [event: ShadowResult];
  /** Records were lost: the sink failed, or was slower than the requests. */
  'records-lost': [event: RecordsLost];
  /** More than `warn_at` of a budget is used. Told once for each stretch of time and key. */
  'budget-warning': [event: BudgetWarning];
  /** A request did not fit into a budget. */
  'budget-exceeded': [event: BudgetExceeded];
  /** A provider charged more than what was reserved for the worst case: the limit may be exceeded by so much. */
  'budget-excess': [event: BudgetExcess];
  /** A model at an endpoint is skipped from now on; also when a probe failed and it stays so. */
  'breaker-open': [event: BreakerOpened];
  /** A probe was answered: the model is used again. */
  'breaker-closed': [event: BreakerClosed];
  /**
   * A failure that does not heal by itself, such as a bad key or a model that is gone. Told once, until an answer
   * comes.
   */
  'target-alarm': [event: TargetAlarm];
  /**
   * Too many of a rule's requests are not served by the first model of their chain. Told once, until it has recovered.
   */
  'fallback-alarm': [event: FallbackAlarm];
  /** The share of such requests is back below the threshold. */
  'fallback-recovered': [event: FallbackRecovered];
  /**
   * The store rejected or was late. Until it recovers, breakers count as closed, and budgets do what `on_store_failure`
   * says.
   */
  'store-failed': [event: StoreFailed];
  /** The store answers again. */
  'store-recovered': [event: StoreRecovered];
  /** A decision that somebody acts on read the arm of an experiment. */
  exposure: [event: ExposureEvent];
  /** A version of the policy was applied in which a rollout is new. */
  'rollout-started': [event: RolloutStep];
  /** One was applied in which a rollout takes effect for a greater share of keys. */
  'rollout-widened': [event: RolloutStep];
  /** One was applied in which it takes effect for a smaller share. */
  'rollout-narrowed': [event: RolloutStep];
  /** One was applied in which what was rolled out takes effect for everybody. */
  'rollout-completed': [event: RolloutStep];
  /** One was applied in which what was rolled out is gone. */
  'rollout-stopped': [event: RolloutStep];
  /** A guard was crossed: nobody gets what is rolled out any more, until a new version of the policy is applied. */
  'rollout-rolled-back': [event: RolloutRolledBack];
}
