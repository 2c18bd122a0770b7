import type { BucketFact } from '../policy/policy-document.generated.js';
import { type ArmRange, armRanges, shareOf } from './bucket-arms.js';
import { bucketOf, fnv1a32, namespacePositionOf } from './growthbook-hash.js';

/** Where a key stands in an experiment. */
export type BucketAssignment =
  | {
      readonly kind: 'arm';
      readonly range: ArmRange;
      /** The key's position, from 0 to 0.9999. */
      readonly bucket: number;
    }
  /** The key takes no part. */
  | { readonly kind: 'left_out'; readonly by: 'coverage' | 'namespace' };

/** A key, and the one that decides whether the namespace lets it in. */
export interface BucketKeys {
  readonly key: string;
  /** Undefined when it is missing, which the namespace does not let in. */
  readonly namespaceKey: string | undefined;
}

/** The arm of a key as GrowthBook's hash version 2 assigns it: a function of the declaration and the key alone. */
export function bucketAssigner(declaration: BucketFact): (keys: BucketKeys) => BucketAssignment {
  const ranges = armRanges(declaration);
  const { seed, namespace } = declaration;
  const isLetIn = namespace === undefined ? () => true : namespaceTest(namespace);
  return ({ key, namespaceKey }) => {
    if (!isLetIn(namespaceKey)) return { kind: 'left_out', by: 'namespace' };
    const bucket = bucketOf(seed, key);
    const range = ranges.find(({ from, to }) => bucket >= from && bucket < to);
    return range === undefined ? { kind: 'left_out', by: 'coverage' } : { kind: 'arm', range, bucket };
  };
}

/** Names a key in records and exposures without telling it: FNV-1a, 32 bits, of seed and key, in hex. */
export function keyHashOf(seed: string, key: string): string {
  return fnv1a32(seed + key)
    .toString(16)
    .padStart(8, '0');
}

type Namespace = NonNullable<BucketFact['namespace']>;

/** Source: isFilteredOut and inNamespace in https://docs.growthbook.io/lib/build-your-own */
function namespaceTest(namespace: Namespace): (key: string | undefined) => boolean {
  const { name, hash_version = 2 } = namespace;
  const ranges = namespaceRanges(namespace).map(([from, to]) => [shareOf(from), shareOf(to)] as const);
  return (key) => {
    if (key === undefined) return false;
    const position = hash_version === 2 ? bucketOf(name, key) : namespacePositionOf(name, key);
    return ranges.some(([from, to]) => position >= from && position < to);
  };
}

/** The namespace's ranges in percent, one or several. */
export function namespaceRanges({ range, ranges }: Namespace): readonly (readonly [number, number])[] {
  return (ranges ?? (range === undefined ? [] : [range])).map(([from = 0, to = 100]) => [from, to]);
}
