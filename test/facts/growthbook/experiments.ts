import type { Experiment } from '@growthbook/growthbook';
import type { BucketFact } from '../../../src/policy/policy-document.generated.js';

/** One experiment as a policy declares it, and as GrowthBook's SDK does. */
export interface Twin {
  readonly name: string;
  readonly ours: BucketFact;
  readonly theirs: Experiment<string>;
}

type Namespace = NonNullable<BucketFact['namespace']>;

interface Design {
  readonly seed: string;
  readonly arms: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
  readonly coverage?: number;
  readonly namespace?: Namespace;
  readonly holdout?: true;
}

/** Of which the experiments with a holdout leave out one in ten. */
export const holdout: BucketFact = {
  from: 'bucket',
  key: 'id',
  seed: 'q1-holdout',
  arms: [
    { name: 'held_out', percent: 10 },
    { name: 'general', percent: 90 },
  ],
  coverage: 80,
};

const designs: readonly Design[] = [
  { seed: 'plain', arms: { control: 50, treatment: 50 } },
  { seed: 'small', arms: { control: 99.99, treatment: 0.01 } },
  { seed: 'three', arms: { a: 33.33, b: 33.33, c: 33.34 } },
  {
    seed: 'digits',
    arms: [
      ['10', 20],
      ['2', 30],
      ['1', 50],
    ],
  },
  { seed: 'empty-arm', arms: { none: 0, all: 100 } },
  { seed: 'covered', arms: { control: 90, treatment: 10 }, coverage: 30 },
  { seed: 'covered-finely', arms: { control: 66.67, treatment: 33.33 }, coverage: 12.34 },
  { seed: 'nobody', arms: { control: 50, treatment: 50 }, coverage: 0 },
  { seed: 'schlüssel-漢字-🎲', arms: { größe: 25, 大: 75 } },
  { seed: 'cafe\u0301', arms: { nfd: 40, nfc: 60 }, coverage: 55.5 },
  { seed: ' ', arms: { a: 12.5, b: 12.5, c: 25, d: 50 } },
  { seed: 'low', arms: { control: 50, treatment: 50 }, namespace: { name: 'checkout', range: [0, 40] } },
  { seed: 'high', arms: { control: 50, treatment: 50 }, namespace: { name: 'checkout', range: [40, 100] } },
  {
    seed: 'islands',
    arms: { x: 10, y: 90 },
    coverage: 70,
    namespace: {
      name: 'islands',
      ranges: [
        [0, 5.55],
        [33.33, 66.67],
        [99, 100],
      ],
    },
  },
  { seed: 'by-team', arms: { control: 50, treatment: 50 }, namespace: { name: 'teams', range: [20, 70], key: 'team' } },
  {
    seed: 'older',
    arms: { control: 50, treatment: 50 },
    namespace: { name: 'namespace1', range: [0, 40], hash_version: 1 },
  },
  {
    seed: 'older-covered',
    arms: { control: 80, treatment: 20 },
    coverage: 45,
    namespace: { name: 'ünter', range: [12.3, 78.9], hash_version: 1 },
  },
  { seed: 'held', arms: { control: 50, treatment: 50 }, holdout: true },
  { seed: 'held-covered', arms: { control: 5, treatment: 95 }, coverage: 60, holdout: true },
  {
    seed: 'held-in-namespace',
    arms: { a: 50, b: 30, c: 20 },
    namespace: { name: 'checkout', range: [10, 90] },
    holdout: true,
  },
];

export const twins: readonly Twin[] = designs.map((design, index) => {
  const arms = Array.isArray(design.arms) ? design.arms : Object.entries(design.arms);
  const { seed, coverage, namespace } = design;
  const name = `experiment_${index}`;
  return {
    name,
    ours: {
      from: 'bucket',
      key: 'id',
      seed,
      arms: arms.map(([arm, percent]) => ({ name: arm, percent })),
      ...(coverage !== undefined && { coverage }),
      ...(namespace !== undefined && { namespace }),
      ...(design.holdout && { holdout: { fact: 'holdout', arm: 'held_out' } }),
    },
    theirs: {
      key: name,
      seed,
      hashVersion: 2,
      hashAttribute: 'id',
      variations: arms.map(([arm]) => arm) as [string, string, ...string[]],
      meta: arms.map(([arm]) => ({ key: arm })),
      weights: arms.map(([, percent]) => asShare(percent)),
      ...(coverage !== undefined && { coverage: asShare(coverage) }),
      ...(namespace !== undefined && filterOf(namespace)),
      ...(design.holdout && { parentConditions: [{ id: 'holdout', condition: { value: { $ne: 'held_out' } } }] }),
    } as Experiment<string>,
  };
});

function filterOf({ name, range, ranges, key = 'id', hash_version }: Namespace): Partial<Experiment<string>> {
  const all = (ranges ?? [range!]).map(([from, to]) => [asShare(from!), asShare(to!)] as [number, number]);
  if (hash_version === 1) return { namespace: [name, ...all[0]!] };
  return { filters: [{ seed: name, attribute: key, hashVersion: 2, ranges: all }] };
}

/** A percentage as GrowthBook's interface writes it: the decimal moved by two places. */
function asShare(percent: number): number {
  return Number((percent / 100).toFixed(6));
}
