import { chooseGeneration, policyRollout } from '../../decide/choose-generation.js';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { namespaceRanges } from '../../facts/assign-bucket.js';
import { armRanges } from '../../facts/bucket-arms.js';
import { bucketKeyReader, isKey } from '../../facts/bucket-keys.js';
import type { Reading } from '../../facts/reading.js';
import type { BucketFact } from '../../policy/policy-document.generated.js';
import { parseRequest } from '../../request/parse-request.js';
import type { Attributes } from '../../request/routing-request.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { FactReadings } from '../../rules/fact-readings.js';
import { UsageError } from '../usage-error.js';

/** An experiment of a policy, or a rollout, and how it assigns. */
export interface Experiment {
  readonly name: string;
  readonly bucket: BucketFact;
  /** Attribute paths that a key is put under when only a key is given. */
  readonly paths: readonly string[];
  /** Share of all keys that each arm should get, from 0 to 1, in the policy's order. */
  readonly expected: ReadonlyMap<string, number>;
  readonly keyOf: (attributes: Attributes) => string | undefined;
  readonly assign: (attributes: Attributes) => Promise<Reading>;
}

/** The experiment of this name, or the only one. */
export function experimentOf(compiled: CompiledPolicy, name: string | undefined): Experiment {
  const buckets = bucketsOf(compiled);
  const names = [...buckets.keys()];
  if (names.length === 0)
    throw new UsageError(`policy ${compiled.policy.name} has no experiment: no fact is from: bucket`);
  const wanted = name ?? (names.length === 1 ? names[0] : undefined);
  if (wanted === undefined) throw new UsageError(`name one of the experiments ${names.join(', ')}: --experiment`);
  const bucket = buckets.get(wanted);
  if (bucket === undefined) throw new UsageError(unknownExperiment(wanted, names, compiled));
  const readKey = bucketKeyReader(bucket.key);
  const holdout = bucket.holdout === undefined ? undefined : buckets.get(bucket.holdout.fact);
  return {
    name: wanted,
    bucket,
    paths: [...new Set([bucket.key, bucket.namespace?.key, holdout?.key].filter((path) => path !== undefined))],
    expected: expectedShares(bucket, holdout),
    keyOf(attributes) {
      const key = readKey(attributes);
      return isKey(key) ? key.value : undefined;
    },
    assign: (attributes) => assign(compiled, wanted, attributes),
  };
}

function bucketsOf({ policy }: CompiledPolicy): ReadonlyMap<string, BucketFact> {
  const buckets = new Map<string, BucketFact>();
  for (const { name, declaration } of policy.facts.values()) {
    if (declaration.from === 'bucket') buckets.set(name, declaration);
  }
  if (policy.rollout !== undefined) buckets.set(policyRollout, policy.rollout.bucket);
  return buckets;
}

function unknownExperiment(name: string, names: readonly string[], { policy }: CompiledPolicy): string {
  const from = policy.facts.get(name)?.declaration.from;
  if (from !== undefined) return `the fact ${name} is from: ${from}, and no experiment; there is ${names.join(', ')}`;
  const hint = didYouMean(name, names);
  const meant = hint === undefined ? `there is ${names.join(', ')}` : `did you mean "${hint}"?`;
  return `policy ${policy.name} has no experiment "${name}"; ${meant}`;
}

/** What holdout and namespace leave of the arms. */
function expectedShares(bucket: BucketFact, holdout: BucketFact | undefined): ReadonlyMap<string, number> {
  const { namespace } = bucket;
  const ranges = namespace === undefined ? [[0, 100] as const] : namespaceRanges(namespace);
  const letIn = ranges.reduce((sum, [from, to]) => sum + to - from, 0) / 100;
  const held = holdout && armRanges(holdout).find(({ arm }) => arm === bucket.holdout?.arm);
  const left = letIn * (1 - (held?.propensity ?? 0));
  return new Map(armRanges(bucket).map(({ arm, propensity }) => [arm, propensity * left]));
}

/** By the hash: no store is there that could have kept another arm. */
async function assign(compiled: CompiledPolicy, name: string, attributes: Attributes): Promise<Reading> {
  const request = parseRequest({ messages: [{ role: 'user', content: '' }], attributes });
  if (name !== policyRollout || compiled.policy.rollout === undefined)
    return new FactReadings(compiled.facts, { request, now: 0 }).read(name);
  const { rollout } = chooseGeneration(compiled, request);
  if (rollout?.exposure === undefined || rollout.assigned === undefined)
    return { known: false, reason: 'missing', detail: `no ${compiled.policy.rollout.bucket.key}` };
  const { exposure, assigned } = rollout;
  return { known: true, value: exposure.arm, exposure, assigned };
}
