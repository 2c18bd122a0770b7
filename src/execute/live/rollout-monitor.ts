import type { Exposure } from '../../facts/reading.js';
import { rolledOut } from '../../policy/link-rollouts.js';
import type { Policy } from '../../policy/policy.js';
import type { RolloutGuards } from '../../policy/rollout-guards.js';
import type { Runtime } from '../../runtime.js';
import type { RolloutStore } from '../store.js';
import { crossedGuard } from './crossed-guard.js';
import {
  createPerformanceWindow,
  type PerformanceSample,
  type PerformanceWindow,
  performanceOf,
} from './performance-window.js';
import type { RolloutEvent } from './rollout-event.js';
import type { StoreGuard } from './store-guard.js';

/** Watches what is rolled out, and takes it back when a guard is crossed. It outlives generations. */
export interface RolloutMonitor {
  /** Asks the store what of a policy was taken back before, here or elsewhere. */
  load(policy: Policy): Promise<void>;
  /** `rollout` as exposures name it. */
  isRolledBack(policy: Policy, rollout: string): boolean;
  /** Takes in a request that this policy decided and that has ended. */
  note(policy: Policy, request: EndedExposure): void;
  /** Takes in what somebody thinks of an answer. */
  score(decisionId: string, score: number): void;
}

export interface EndedExposure extends PerformanceSample {
  readonly decisionId: string;
  readonly exposures: readonly Exposure[];
}

/** Other processes' guards take effect here after so long. */
const refreshMs = 5_000;

/** Decisions whose scores are waited for; the oldest are forgotten first. */
const mostDecisions = 10_000;

const slicesPerWindow = 60;

interface Watched {
  readonly policy: Policy;
  readonly rollout: string;
  /** Names the rollout of this version in the store. */
  readonly key: string;
  readonly guards: RolloutGuards | undefined;
  readonly window: PerformanceWindow | undefined;
  rolledBack: boolean;
}

export function createRolloutMonitor(
  store: RolloutStore,
  guard: StoreGuard,
  { now }: Pick<Runtime, 'now'>,
  emit: (event: RolloutEvent) => void,
): RolloutMonitor {
  const watched = new WeakMap<Policy, ReadonlyMap<string, Watched>>();
  const refreshedAt = new WeakMap<Policy, number>();
  const decisions = new Map<string, readonly Watched[]>();

  function rolloutsOf(policy: Policy): ReadonlyMap<string, Watched> {
    let found = watched.get(policy);
    if (found === undefined) {
      found = new Map(declaredRollouts(policy).map((each) => [each.rollout, each]));
      watched.set(policy, found);
    }
    return found;
  }

  function takeBack(each: Watched, crossed?: RolledBackBy): void {
    if (each.rolledBack) return;
    each.rolledBack = true;
    const { policy, rollout } = each;
    emit({ type: 'rollout-rolled-back', policy: policy.name, version: policy.version, rollout, ...crossed });
  }

  function check(each: Watched): void {
    const { guards, window, rolledBack, key } = each;
    if (guards === undefined || window === undefined || rolledBack) return;
    const crossed = crossedGuard(guards, performanceOf(window.recent(guards.windowMs, now())));
    if (crossed === undefined) return;
    takeBack(each, { crossed });
    void guard.ask('rollouts.takeBack', () => store.takeBack(key), undefined);
  }

  async function refresh(policy: Policy): Promise<void> {
    refreshedAt.set(policy, now());
    const rollouts = [...rolloutsOf(policy).values()].filter(({ rolledBack }) => !rolledBack);
    if (rollouts.length === 0) return;
    const keys = rollouts.map(({ key }) => key);
    const gone = new Set(await guard.ask('rollouts.takenBack', () => store.takenBack(keys), []));
    for (const each of rollouts) if (gone.has(each.key)) takeBack(each);
  }

  function remember(decisionId: string, exposed: readonly Watched[]): void {
    decisions.set(decisionId, exposed);
    const [oldest] = decisions.keys();
    if (decisions.size > mostDecisions && oldest !== undefined) decisions.delete(oldest);
  }

  return {
    load: refresh,
    isRolledBack(policy, rollout) {
      const age = now() - (refreshedAt.get(policy) ?? 0);
      if (age >= refreshMs || age < 0) void refresh(policy);
      return rolloutsOf(policy).get(rollout)?.rolledBack ?? false;
    },
    note(policy, { exposures, decisionId, ...sample }) {
      const rollouts = rolloutsOf(policy);
      if (rollouts.size === 0) return;
      const exposed = exposures.flatMap(({ experiment, arm, key_hash }) => {
        const each = arm === rolledOut && key_hash !== undefined ? rollouts.get(experiment) : undefined;
        return each?.window === undefined ? [] : [each];
      });
      if (exposed.length === 0) return;
      if (exposed.some(({ guards }) => guards?.scoreBelow !== undefined)) remember(decisionId, exposed);
      for (const each of exposed) {
        each.window?.add(sample, now());
        check(each);
      }
    },
    score(decisionId, score) {
      for (const each of decisions.get(decisionId) ?? []) {
        each.window?.addScore(score, now());
        check(each);
      }
    },
  };
}

type RolledBackBy = Pick<Extract<RolloutEvent, { type: 'rollout-rolled-back' }>, 'crossed'>;

function declaredRollouts(policy: Policy): readonly Watched[] {
  const rules = [...policy.facts.values()].flatMap(({ name, rollout }) =>
    rollout === undefined ? [] : [{ name, guards: rollout.guards }],
  );
  const own = policy.rollout === undefined ? [] : [{ name: 'rollout', guards: policy.rollout.guards }];
  return [...own, ...rules].map(({ name, guards }) => ({
    policy,
    rollout: name,
    key: `${policy.name} ${policy.version} ${name}`,
    guards,
    window: guards && createPerformanceWindow({ spanMs: guards.windowMs, sliceMs: guards.windowMs / slicesPerWindow }),
    rolledBack: false,
  }));
}
