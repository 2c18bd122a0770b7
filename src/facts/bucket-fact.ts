import { notRolledOut } from '../policy/link-rollouts.js';
import type { BucketFact } from '../policy/policy-document.generated.js';
import { type Awaitable, andThen } from './and-then.js';
import { type BucketKey, bucketKeyReader, type FoundKey, isKey } from './bucket-keys.js';
import type { FactRequest, FactSource, ReadFact } from './fact-source.js';
import type { StickyArms } from './fact-world.js';
import { type HashBucket, hashBucket } from './hash-bucket.js';
import type { Reading } from './reading.js';
import { type StickyBucket, stickyBucket } from './sticky-bucket.js';

/** An arm of an experiment, the same that GrowthBook's SDK assigns for the same seed and key. */
export const bucketSource: FactSource<BucketFact> = {
  from: 'bucket',
  cost: 5,
  prepare(declaration, { name, isRollout }) {
    const bucket = hashBucket(name, declaration);
    const sticky = stickyBucket(declaration);
    const read = sticky === undefined ? readByHash(declaration, bucket) : readByStore(declaration, bucket, sticky);
    return isRollout ? (request) => (request.world?.isRolledBack?.(name) ? takenBack : read(request)) : read;
  },
};

/** Nobody is in the new arm any more; it compares with nothing, so nobody is exposed. */
const takenBack: Reading = { known: true, value: notRolledOut };

function readByHash({ key: path }: BucketFact, bucket: HashBucket): ReadFact {
  const readKey = bucketKeyReader(path);
  return (request) => {
    const key = readKey(request.request.attributes);
    return isKey(key) ? bucket.read(key, request) : withoutKey([path], [key]);
  };
}

/** Where no store is there, as in `policy decide`, by the hash. */
function readByStore({ key, fallback_key }: BucketFact, bucket: HashBucket, sticky: StickyBucket): ReadFact {
  const paths = [key, fallback_key].filter((path) => path !== undefined);
  const readers = paths.map(bucketKeyReader);
  return (request) => {
    const found = readers.map((read) => read(request.request.attributes));
    const [first, ...others] = found.filter(isKey);
    if (first === undefined) return withoutKey(paths, found);
    const store = request.world?.sticky;
    if (store === undefined) return bucket.read(first, request);
    return readSticky({ bucket, sticky, keys: [first, ...others], request, store });
  };
}

/** Never a random arm: who has no key takes no part, and the decision says so. */
function withoutKey(paths: readonly string[], found: readonly FoundKey[]): Reading {
  const wrong = found.indexOf('wrong_type');
  return wrong < 0
    ? { known: false, reason: 'missing', detail: `no ${paths.join(' and no ')}` }
    : { known: false, reason: 'missing', flag: 'wrong_type', detail: `${paths[wrong]} is not a string` };
}

interface StickyReading {
  readonly bucket: HashBucket;
  readonly sticky: StickyBucket;
  readonly keys: readonly [BucketKey, ...BucketKey[]];
  readonly request: FactRequest;
  readonly store: StickyArms;
}

/** A key that was in an arm before stays there, whatever has become of coverage, namespace and holdout. */
function readSticky({ bucket, sticky, keys, request, store }: StickyReading): Awaitable<Reading> {
  const [key] = keys;
  const keep = (arm: string) => andThen(sticky.keep(key, arm, store), (kept) => bucket.kept(kept, key));
  return andThen(sticky.find(keys, store), (found): Awaitable<Reading> => {
    switch (found.kind) {
      case 'kept':
        return found.own ? bucket.kept(found.arm, key) : keep(found.arm);
      case 'blocked':
        return { known: false, reason: 'left_out', detail: 'took part in an earlier bucket version' };
      case 'none':
        return andThen(bucket.read(key, request), (reading) => {
          if (!reading.known) return reading;
          const arm = String(reading.value);
          return andThen(sticky.keep(key, arm, store, found.gone), (kept) =>
            kept === arm ? reading : bucket.kept(kept, key),
          );
        });
      default:
        return found satisfies never;
    }
  });
}
