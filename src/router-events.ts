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
  'budget-warning': [event: BudgetWarning];
  'budget-exceeded': [event: BudgetExceeded];
  'budget-excess': [event: BudgetExcess];
  'breaker-open': [event: BreakerOpened];
  'breaker-closed': [event: BreakerClosed];
  'target-alarm': [event: TargetAlarm];
  'fallback-alarm': [event: FallbackAlarm];
  'fallback-recovered': [event: FallbackRecovered];
  'store-failed': [event: StoreFailed];
  'store-recovered': [event: StoreRecovered];
  exposure: [event: ExposureEvent];
  'rollout-started': [event: RolloutStep];
  'rollout-widened': [event: RolloutStep];
  'rollout-narrowed': [event: RolloutStep];
  'rollout-completed': [event: RolloutStep];
  'rollout-stopped': [event: RolloutStep];
  'rollout-rolled-back': [event: RolloutRolledBack];
}
