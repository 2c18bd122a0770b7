import type { BucketFact } from '../policy/policy-document.generated.js';
import { type Awaitable, andThen } from './and-then.js';
import { type BucketAssignment, bucketAssigner, keyHashOf } from './assign-bucket.js';
import { armRanges } from './bucket-arms.js';
import { type BucketKey, bucketKeyReader, isKey } from './bucket-keys.js';
import type { FactRequest } from './fact-source.js';
import { bucketOf } from './growthbook-hash.js';
import type { Reading } from './reading.js';

/** An experiment whose arms follow from the hash alone. */
export interface HashBucket {
  readonly read: (key: BucketKey, request: FactRequest) => Awaitable<Reading>;
  /** The reading of a key that was in this arm before. */
  readonly kept: (arm: string, key: BucketKey) => Reading;
}

export function hashBucket(experiment: string, declaration: BucketFact): HashBucket {
  const { seed, holdout, namespace } = declaration;
  const assign = bucketAssigner(declaration);
  const ranges = new Map(armRanges(declaration).map((range) => [range.arm, range]));
  const readNamespaceKey = namespace?.key === undefined ? undefined : bucketKeyReader(namespace.key);

  function inArm(arm: string, key: BucketKey, bucket: number, sticky: boolean): Reading {
    const propensity = ranges.get(arm)?.propensity ?? 0;
    const exposure = { experiment, arm, key_hash: keyHashOf(seed, key.value), propensity };
    return { known: true, value: arm, exposure, assigned: { key, bucket, sticky } };
  }

  return {
    read(key, request) {
      const namespaceKey = readNamespaceKey === undefined ? key : readNamespaceKey(request.request.attributes);
      const assignment = assign({ key: key.value, namespaceKey: isKey(namespaceKey) ? namespaceKey.value : undefined });
      if (assignment.kind === 'left_out') return leftOut(assignment);
      const arm = () => inArm(assignment.range.arm, key, assignment.bucket, false);
      // Only a key that would have an arm otherwise is exposed to the holdout.
      return holdout === undefined ? arm() : andThen(request.read(holdout.fact), (it) => heldOut(it, holdout) ?? arm());
    },
    kept: (arm, key) => inArm(arm, key, bucketOf(seed, key.value), true),
  };
}

function leftOut({ by }: Extract<BucketAssignment, { kind: 'left_out' }>): Reading {
  return {
    known: false,
    reason: 'left_out',
    detail: `outside the ${by === 'namespace' ? 'namespace range' : 'coverage'}`,
  };
}

type Holdout = NonNullable<BucketFact['holdout']>;

/** The reading of a key that its holdout excludes, or of which the holdout cannot tell; undefined when it takes part. */
function heldOut(reading: Reading, { fact, arm }: Holdout): Reading | undefined {
  if (reading.known) {
    return reading.value === arm ? { known: false, reason: 'left_out', detail: `held out by ${fact}` } : undefined;
  }
  // Who takes no part in the holdout is not held out.
  if (reading.reason === 'left_out') return undefined;
  const why = reading.detail === undefined ? '' : `: ${reading.detail}`;
  return { known: false, reason: reading.reason, detail: `${fact} is unknown${why}` };
}
