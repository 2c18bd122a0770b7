import { rolloutFactName } from '../../policy/link-rollouts.js';
import type { Policy } from '../../policy/policy.js';
import type { RolloutStep } from './rollout-event.js';

/** The name of a policy's own rollout among events and exposures. */
const ownRollout = 'rollout';

interface Standing {
  readonly percent: number;
  readonly seed: string;
}

/** How the rollouts of a policy go on when one version takes the place of another; undefined when there was none. */
export function rolloutSteps(before: Policy | undefined, after: Policy): readonly RolloutStep[] {
  const [was, is] = [standings(before), standings(after)];
  const { name: policy, version } = after;
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((rollout): readonly RolloutStep[] => {
    const [first, second] = [was.get(rollout), is.get(rollout)];
    const type = stepOf(first, second, () => isStillThere(rollout, before, after));
    if (type === undefined) return [];
    const from = type === 'rollout-started' ? 0 : (first?.percent ?? 0);
    const to = second?.percent ?? (type === 'rollout-completed' ? 100 : 0);
    return [{ type, policy, version, rollout, from, to }];
  });
}

function standings(policy: Policy | undefined): ReadonlyMap<string, Standing> {
  const found = new Map<string, Standing>();
  if (policy?.rollout !== undefined) {
    found.set(ownRollout, { percent: policy.rollout.percent, seed: policy.rollout.bucket.seed });
  }
  for (const { name, rollout, declaration } of policy?.facts.values() ?? []) {
    if (rollout !== undefined && declaration.from === 'bucket')
      found.set(name, { percent: rollout.percent, seed: declaration.seed });
  }
  return found;
}

function stepOf(
  before: Standing | undefined,
  after: Standing | undefined,
  isThere: () => boolean,
): RolloutStep['type'] | undefined {
  if (after === undefined) return isThere() ? 'rollout-completed' : 'rollout-stopped';
  if (before === undefined || before.seed !== after.seed) return 'rollout-started';
  if (before.percent === after.percent) return undefined;
  return before.percent < after.percent ? 'rollout-widened' : 'rollout-narrowed';
}

/** Whether what was rolled out serves everybody now: the rule is there, or the policy is not the previous one again. */
function isStillThere(rollout: string, before: Policy | undefined, after: Policy): boolean {
  if (rollout === ownRollout) return after.version !== before?.rollout?.previous.version;
  return after.rules.some(({ id }) => rolloutFactName(id) === rollout || rolloutFactName(tableOf(id)) === rollout);
}

function tableOf(rule: string): string {
  return rule.slice(0, Math.max(0, rule.indexOf('.')));
}
