import type { BucketFact } from '../policy/policy-document.generated.js';
import { splitPath, valueAt } from './attribute-path.js';
import { armRanges } from './bucket-arms.js';
import type { FactSource } from './fact-source.js';
import { bucketOf, fnv1a32, namespacePositionOf } from './growthbook-hash.js';
import type { Reading } from './reading.js';

/** An arm of an experiment, the same that GrowthBook's SDK assigns for the same seed and key. */
export const bucketSource: FactSource<BucketFact> = {
  from: 'bucket',
  cost: 5,
  prepare(declaration, { name }) {
    const path = splitPath(declaration.key);
    const assign = assignerOf(name, declaration);
    return ({ request }) => {
      const key = valueAt(request.attributes, path);
      if (typeof key === 'string' || (typeof key === 'number' && Number.isFinite(key))) return assign(key);
      if (key === undefined || key === null) return noArm(`no ${declaration.key}`);
      return { known: false, reason: 'missing', flag: 'wrong_type', detail: `${declaration.key} is not a string` };
    };
  },
};

function assignerOf(experiment: string, declaration: BucketFact): (key: string | number) => Reading {
  const ranges = armRanges(declaration);
  const { seed, namespace } = declaration;
  return (value) => {
    // GrowthBook excludes '' and 0, which in practice stand for "nobody is signed in".
    if (value === '' || value === 0) return noArm(`no ${declaration.key}`);
    const key = String(value);
    if (namespace !== undefined && !isInNamespace(namespace, key)) return noArm('outside the namespace range');
    const bucket = bucketOf(seed, key);
    const range = ranges.find(({ from, to }) => bucket >= from && bucket < to);
    if (range === undefined) return noArm('outside the coverage');
    const { arm, propensity } = range;
    return { known: true, value: arm, exposure: { experiment, arm, key_hash: keyHash(seed, key), propensity } };
  };
}

/** Source: inNamespace in https://docs.growthbook.io/lib/build-your-own */
function isInNamespace({ name, range }: NonNullable<BucketFact['namespace']>, key: string): boolean {
  const position = namespacePositionOf(name, key);
  const [from = 0, to = 100] = range;
  return position >= from / 100 && position < to / 100;
}

function keyHash(seed: string, key: string): string {
  return fnv1a32(seed + key)
    .toString(16)
    .padStart(8, '0');
}

function noArm(detail: string): Reading {
  return { known: false, reason: 'missing', detail };
}
