import type { BucketFact } from '../policy/policy-document.generated.js';
import { type Awaitable, andThen } from './and-then.js';
import type { BucketKey } from './bucket-keys.js';
import type { StickyArms } from './fact-world.js';

/** What is known of a key from before. */
export type StickyArm =
  | {
      readonly kind: 'kept';
      readonly arm: string /** Under the key that decides, not a fallback. */;
      readonly own: boolean;
    }
  /** The key was in the experiment before its least bucket version. */
  | { readonly kind: 'blocked' }
  /** It was in none, or in one that is gone. */
  | { readonly kind: 'none'; readonly gone?: string };

/** The arms that keys of one experiment were in before. */
export interface StickyBucket {
  /** `keys` in the order in which they decide. */
  find(keys: readonly BucketKey[], store: StickyArms): Awaitable<StickyArm>;
  /** Keeps an arm for a key, unless it has one other than `gone`: gives the one that it has. */
  keep(key: BucketKey, arm: string, store: StickyArms, gone?: string): Awaitable<string>;
}

/**
 * Undefined for an experiment that is not sticky. The seed names the experiment, so that a new seed begins anew.
 * Source: "Sticky Bucketing" in https://docs.growthbook.io/lib/build-your-own
 */
export function stickyBucket({ seed, sticky = false, arms }: BucketFact): StickyBucket | undefined {
  if (sticky === false) return undefined;
  const { bucket_version = 0, min_bucket_version = 0 } = sticky === true ? {} : sticky;
  const current = versionKey(seed, bucket_version);
  const blocked = Array.from({ length: min_bucket_version }, (_, version) => versionKey(seed, version));
  const names = new Set(arms.map(({ name }) => name));

  function judge(kept: readonly ReadonlyMap<string, string>[]): StickyArm {
    if (blocked.some((version) => kept.some((arms) => arms.has(version)))) return { kind: 'blocked' };
    const index = kept.findIndex((arms) => arms.has(current));
    const arm = kept[index]?.get(current);
    if (arm === undefined) return { kind: 'none' };
    // An arm that is gone binds nobody.
    return names.has(arm) ? { kind: 'kept', arm, own: index === 0 } : { kind: 'none', gone: arm };
  }

  return {
    find: (keys, store) => andThen(store.read(keys.map(storeKey)), judge),
    keep: (key, arm, store, gone) => store.keep(storeKey(key), current, arm, gone),
  };
}

/** As GrowthBook's sticky bucket documents are keyed. */
function storeKey({ attribute, value }: BucketKey): string {
  return `${attribute}||${value}`;
}

function versionKey(seed: string, version: number): string {
  return `${seed}__${version}`;
}
