import type { ChosenRollout } from '../decide/choose-generation.js';
import { policyRollout } from '../decide/choose-generation.js';
import type { RoutedDecision } from '../decide/decision.js';
import { namespaceRanges } from '../facts/assign-bucket.js';
import { shareOf } from '../facts/bucket-arms.js';
import type { AssignedKey, Exposure } from '../facts/reading.js';
import type { Policy } from '../policy/policy.js';
import type { BucketFact } from '../policy/policy-document.generated.js';
import type { Attributes } from '../request/routing-request.js';

/** Who was put where, in the words of GrowthBook and of OpenFeature. */
export interface ExposureEvent {
  readonly type: 'exposure';
  readonly experiment: ExposedExperiment;
  readonly result: ExposureResult;
  readonly context: ExposureContext;
  /** As an OpenFeature hook is told of an evaluation. */
  readonly evaluation: ExposureEvaluation;
}

/** What GrowthBook's trackingCallback gets first. */
export interface ExposedExperiment {
  /** The fact's name; `rollout.RULE` for a rule that is being rolled out, `rollout` for a policy. */
  key: string;
  seed: string;
  hashVersion: 2;
  hashAttribute: string;
  /** Arms in the policy's order. GrowthBook's type wants two at least. */
  variations: [string, string, ...string[]];
  meta: { key: string }[];
  /** From 0 to 1, as is coverage. */
  weights: number[];
  coverage: number;
  filters?: { seed: string; attribute: string; hashVersion: number; ranges: [number, number][] }[];
  namespace?: [string, number, number];
  fallbackAttribute?: string;
  bucketVersion?: number;
  minBucketVersion?: number;
}

/** What GrowthBook's trackingCallback gets second. */
export interface ExposureResult {
  /** The arm. */
  key: string;
  name: string;
  value: string;
  /** The arm's index. */
  variationId: number;
  inExperiment: true;
  hashUsed: true;
  hashAttribute: string;
  hashValue: string;
  /** None: Signalbox has no features. */
  featureId: null;
  /** The key's position, from 0 to 0.9999. */
  bucket: number;
  stickyBucketUsed: boolean;
}

/** What GrowthBook's trackingCallback gets third, and what only Signalbox knows. */
export interface ExposureContext {
  /** The caller's. */
  attributes: Record<string, unknown>;
  readonly policy: string;
  readonly version: string;
  /** Id of the decision that read the arm. */
  readonly decision: string;
  /** Probability of the arm for a random key: coverage times share. */
  readonly propensity: number;
}

/** OpenFeature's evaluation details, in which an experiment is a flag and an arm a variant. */
export interface ExposureEvaluation {
  readonly flagKey: string;
  readonly value: string;
  readonly variant: string;
  readonly reason: 'SPLIT';
  readonly flagMetadata: Readonly<Record<string, string | number | boolean>>;
}

/** The exposures of a decision whose arm came from a key: one that a caller gave says nothing of the experiment. */
export function exposureEvents(
  policy: Policy,
  { decision, readings }: RoutedDecision,
  attributes: Attributes,
  rollout: ChosenRollout | undefined,
): readonly ExposureEvent[] {
  return decision.exposures.flatMap((exposure) => {
    const own = exposure.experiment === policyRollout && exposure === rollout?.exposure ? rollout : undefined;
    const reading = readings.get(exposure.experiment);
    const assigned = own?.assigned ?? (reading?.known ? reading.assigned : undefined);
    const declaration = own?.bucket ?? policy.facts.get(exposure.experiment)?.declaration;
    if (assigned === undefined || declaration?.from !== 'bucket') return [];
    const { policy: name, version, id } = decision;
    const context = {
      attributes: { ...attributes },
      policy: name,
      version,
      decision: id,
      propensity: exposure.propensity,
    };
    return [eventOf(exposure, declaration, assigned, context)];
  });
}

function eventOf(
  { experiment: key, arm, key_hash }: Exposure,
  bucket: BucketFact,
  assigned: AssignedKey,
  context: ExposureContext,
): ExposureEvent {
  const { propensity, policy, version, decision } = context;
  return {
    type: 'exposure',
    experiment: experimentOf(key, bucket),
    result: resultOf(arm, bucket, assigned),
    context,
    evaluation: {
      flagKey: key,
      value: arm,
      variant: arm,
      reason: 'SPLIT',
      flagMetadata: { policy, version, decision, propensity, ...(key_hash !== undefined && { keyHash: key_hash }) },
    },
  };
}

function experimentOf(key: string, bucket: BucketFact): ExposedExperiment {
  const { seed, arms, coverage = 100, sticky = false, fallback_key } = bucket;
  const { bucket_version, min_bucket_version } = typeof sticky === 'boolean' ? {} : sticky;
  return {
    key,
    seed,
    hashVersion: 2,
    hashAttribute: bucket.key,
    variations: arms.map(({ name }) => name) as ExposedExperiment['variations'],
    meta: arms.map(({ name }) => ({ key: name })),
    weights: arms.map(({ percent }) => shareOf(percent)),
    coverage: shareOf(coverage),
    ...namespaceOf(bucket),
    ...(fallback_key !== undefined && { fallbackAttribute: fallback_key }),
    ...(bucket_version !== undefined && { bucketVersion: bucket_version }),
    ...(min_bucket_version !== undefined && { minBucketVersion: min_bucket_version }),
  };
}

function namespaceOf({ namespace, key }: BucketFact): Pick<ExposedExperiment, 'filters' | 'namespace'> {
  if (namespace === undefined) return {};
  const { name, hash_version = 2 } = namespace;
  const ranges = namespaceRanges(namespace).map(([from, to]): [number, number] => [shareOf(from), shareOf(to)]);
  const [first] = ranges;
  if (hash_version === 1 && ranges.length === 1 && first !== undefined) return { namespace: [name, ...first] };
  return { filters: [{ seed: name, attribute: namespace.key ?? key, hashVersion: hash_version, ranges }] };
}

function resultOf(arm: string, { arms }: BucketFact, { key, bucket, sticky }: AssignedKey): ExposureResult {
  return {
    key: arm,
    name: arm,
    value: arm,
    variationId: arms.findIndex(({ name }) => name === arm),
    inExperiment: true,
    hashUsed: true,
    hashAttribute: key.attribute,
    hashValue: key.value,
    featureId: null,
    bucket,
    stickyBucketUsed: sticky,
  };
}
