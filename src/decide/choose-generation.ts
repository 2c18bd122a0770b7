import { bucketAssigner, keyHashOf } from '../facts/assign-bucket.js';
import { bucketKeyReader, isKey } from '../facts/bucket-keys.js';
import type { FactWorld } from '../facts/fact-world.js';
import type { AssignedKey, Exposure } from '../facts/reading.js';
import { rolledOut } from '../policy/link-rollouts.js';
import type { BucketFact } from '../policy/policy-document.generated.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';

/** The name under which the rollout of a whole policy stands among exposures. */
export const policyRollout = 'rollout';

/** The generation to which a request belongs wholly, and how that came. */
export interface ChosenGeneration {
  readonly compiled: CompiledPolicy;
  /** Absent when the policy is not being rolled out. */
  readonly rollout?: ChosenRollout;
}

export interface ChosenRollout {
  readonly decided: DecidedRollout;
  readonly bucket: BucketFact;
  /** Absent when the key did not decide. */
  readonly exposure?: Exposure;
  readonly assigned?: AssignedKey;
}

/** Which version of a policy that is being rolled out a request got, as its decision tells. */
export interface DecidedRollout {
  readonly arm: 'new' | 'old';
  /** Share of keys that get the new version. */
  readonly percent: number;
  readonly because: 'key' | 'no_key' | 'rolled_back';
}

/** Without a key, and when the rollout was taken back, a request belongs to the previous generation. */
export function chooseGeneration(
  compiled: CompiledPolicy,
  request: RoutingRequest,
  world?: FactWorld,
): ChosenGeneration {
  const { previous, policy } = compiled;
  const { rollout } = policy;
  if (rollout === undefined || previous === undefined) return { compiled };
  const { percent, bucket } = rollout;
  const old = (because: 'no_key' | 'rolled_back'): ChosenGeneration => ({
    compiled: previous,
    rollout: { decided: { arm: 'old', percent, because }, bucket },
  });
  if (world?.isRolledBack?.(policyRollout)) return old('rolled_back');
  const { readKey, assign } = preparedOf(bucket);
  const key = readKey(request.attributes);
  if (!isKey(key)) return old('no_key');
  const assignment = assign({ key: key.value, namespaceKey: undefined });
  if (assignment.kind === 'left_out') return old('no_key');
  const { range, bucket: position } = assignment;
  const arm = range.arm === rolledOut ? 'new' : 'old';
  const { propensity } = range;
  return {
    compiled: arm === 'new' ? compiled : previous,
    rollout: {
      decided: { arm, percent, because: 'key' },
      bucket,
      exposure: { experiment: policyRollout, arm, key_hash: keyHashOf(bucket.seed, key.value), propensity },
      assigned: { key, bucket: position, sticky: false },
    },
  };
}

function prepare(bucket: BucketFact) {
  return { readKey: bucketKeyReader(bucket.key), assign: bucketAssigner(bucket) };
}

const prepared = new WeakMap<BucketFact, ReturnType<typeof prepare>>();

/** Once for each generation. */
function preparedOf(bucket: BucketFact): ReturnType<typeof prepare> {
  let found = prepared.get(bucket);
  if (found === undefined) {
    found = prepare(bucket);
    prepared.set(bucket, found);
  }
  return found;
}
