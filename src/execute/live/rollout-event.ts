/** What happens to the rollouts of policies. `rollout` is `rollout.RULE`, or `rollout` for a whole policy. */
export type RolloutEvent = RolloutStep | RolloutRolledBack;

/** A version of the policy was applied in which a rollout stands elsewhere. */
export interface RolloutStep {
  readonly type:
    | 'rollout-started'
    | 'rollout-widened'
    | 'rollout-narrowed'
    /** It takes effect for everybody: `rollout:` is gone, and what was rolled out is still there. */
    | 'rollout-completed'
    /** What was rolled out is gone. */
    | 'rollout-stopped';
  readonly policy: string;
  readonly version: string;
  readonly rollout: string;
  /** Share of keys before and from now on. */
  readonly from: number;
  readonly to: number;
}

/** A guard was crossed: nobody gets what is rolled out any more, until a new version of the policy is applied. */
export interface RolloutRolledBack {
  readonly type: 'rollout-rolled-back';
  readonly policy: string;
  readonly version: string;
  readonly rollout: string;
  /** Absent when another process took it back. */
  readonly crossed?: CrossedGuard;
}

/** The guard, its limit, and what was measured instead. */
export interface CrossedGuard {
  /** As the policy names it. */
  readonly guard: 'failure_rate_above' | 'cost_per_request_above' | 'p95_ms_above' | 'score_below';
  readonly limit: number;
  readonly value: number;
  /** Requests, answers or scores that the value is of. */
  readonly requests: number;
}
