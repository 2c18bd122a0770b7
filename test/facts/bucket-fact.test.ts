import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armRanges } from '../../src/facts/bucket-arms.js';
import { bucketOf, fnv1a32, namespacePositionOf } from '../../src/facts/growthbook-hash.js';
import type { Reading } from '../../src/facts/reading.js';
import type { BucketFact } from '../../src/policy/policy-document.generated.js';
import { asking, compileOne } from './support.js';

const halves = [
  { name: 'control', percent: 50 },
  { name: 'treatment', percent: 50 },
];
const armsOf = (...percents: readonly number[]) =>
  percents.map((percent, index) => ({ name: `arm-${index}`, percent }));

async function assigner(fields: Partial<BucketFact>): Promise<(id: unknown) => Reading> {
  const fact = await compileOne({ from: 'bucket', key: 'user.id', seed: 'seed', arms: halves, ...fields });
  return (id) => fact.read(asking('', { attributes: { user: { id } } })) as Reading;
}

const armOf = (reading: Reading): unknown => (reading.known ? reading.value : undefined);

// Cases that GrowthBook publishes for its SDKs: packages/sdk-js/test/cases.json, specVersion 0.5.4.
describe("GrowthBook's published cases", () => {
  it.each<[string, string, number]>([
    ['seed', 'a', 0.0505],
    ['seed', 'b', 0.2696],
    ['foo', 'ab', 0.2575],
    ['foo', 'def', 0.2019],
    ['89123klj', '8952klfjas09ujkasdf', 0.124],
    ['90850943850283058242805', '123', 0.7516],
    ['()**(%$##$%#$#', '___)((*":&', 0.0128],
  ])('hash seed %j and key %j to bucket %d', (seed, key, bucket) => {
    expect(bucketOf(seed, key)).toBe(bucket);
  });

  it.each<[string, number, readonly number[], readonly (readonly [number, number])[]]>([
    [
      'normal',
      100,
      [50, 50],
      [
        [0, 0.5],
        [0.5, 1],
      ],
    ],
    [
      'reduced coverage',
      50,
      [50, 50],
      [
        [0, 0.25],
        [0.5, 0.75],
      ],
    ],
    [
      'zero coverage',
      0,
      [50, 50],
      [
        [0, 0],
        [0.5, 0.5],
      ],
    ],
    [
      'four arms',
      100,
      [25, 25, 25, 25],
      [
        [0, 0.25],
        [0.25, 0.5],
        [0.5, 0.75],
        [0.75, 1],
      ],
    ],
    [
      'uneven arms',
      100,
      [40, 60],
      [
        [0, 0.4],
        [0.4, 1],
      ],
    ],
    [
      'three uneven arms',
      100,
      [20, 30, 50],
      [
        [0, 0.2],
        [0.2, 0.5],
        [0.5, 1],
      ],
    ],
    [
      'three uneven arms, reduced coverage',
      20,
      [20, 30, 50],
      [
        [0, 0.04],
        [0.2, 0.26],
        [0.5, 0.6],
      ],
    ],
  ])('give the ranges of %s', (_, coverage, percents, ranges) => {
    const found = armRanges({ arms: armsOf(...percents), coverage });
    expect(found).toHaveLength(ranges.length);
    for (const [index, [from, to]] of ranges.entries()) {
      expect(found[index]?.from).toBeCloseTo(from, 10);
      expect(found[index]?.to).toBeCloseTo(to, 10);
    }
  });

  it.each<[string, string, boolean]>([
    ['1', 'namespace1', false],
    ['1', 'namespace2', false],
    ['2', 'namespace1', false],
    ['2', 'namespace2', false],
    ['3', 'namespace1', false],
    ['3', 'namespace2', true],
    ['4', 'namespace1', false],
    ['4', 'namespace2', true],
  ])('put key %j in the first 40 percent of %s: %s', (key, namespace, inside) => {
    expect(namespacePositionOf(namespace, key) < 0.4).toBe(inside);
  });

  it.each<[string, string, number]>([
    ['feature-exp', 'd123', 0.6468],
    ['feature-exp', 'i123', 0.9943],
  ])('put a user of experiment %j with id %j at %d', (seed, key, bucket) => {
    expect(bucketOf(seed, key)).toBe(bucket);
  });
});

describe('the hash', () => {
  it('is FNV-1a for ASCII', () => {
    expect(fnv1a32('')).toBe(0x811c9dc5);
    expect(fnv1a32('a')).toBe(0xe40c292c);
    expect(fnv1a32('foobar')).toBe(0xbf9cf968);
  });

  it('is over UTF-16 code units, as JavaScript gives them', () => {
    const units = (text: string): number => {
      let hash = 0x811c9dc5n;
      for (let index = 0; index < text.length; index += 1)
        hash = ((hash ^ BigInt(text.charCodeAt(index))) * 0x01000193n) & 0xffffffffn;
      return Number(hash);
    };
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => fnv1a32(text) === units(text)));
  });
});

describe('a bucket', () => {
  it('assigns the arm in whose range the key falls, and exposes it without the key', async () => {
    const assign = await assigner({});
    expect(assign('a')).toEqual({
      known: true,
      value: 'control',
      exposure: { experiment: 'it', arm: 'control', key_hash: fnv1a32('seeda').toString(16), propensity: 0.5 },
      assigned: { key: { attribute: 'user.id', value: 'a' }, bucket: 0.0505, sticky: false },
    });
  });

  it('assigns a number as its text', async () => {
    const assign = await assigner({ seed: '90850943850283058242805' });
    expect(armOf(assign(123))).toBe('treatment');
    expect(assign(123)).toEqual(assign('123'));
  });

  it.each([undefined, null, '', 0])('has no arm for the missing key %j', async (id) => {
    expect((await assigner({}))(id)).toEqual({ known: false, reason: 'missing', detail: 'no user.id' });
  });

  it.each([true, {}, ['a'], Number.NaN])('has no arm for the key %j, and flags it', async (id) => {
    expect((await assigner({}))(id)).toMatchObject({ known: false, reason: 'missing', flag: 'wrong_type' });
  });

  it('has no arm and no exposure outside the coverage', async () => {
    const assign = await assigner({ coverage: 10 });
    expect(assign('b')).toEqual({ known: false, reason: 'left_out', detail: 'outside the coverage' });
  });

  it('has no arm and no exposure outside its range of the namespace', async () => {
    const assign = await assigner({ namespace: { name: 'namespace2', range: [0, 40], hash_version: 1 } });
    expect(assign('1')).toEqual({ known: false, reason: 'left_out', detail: 'outside the namespace range' });
    expect(assign('3')).toMatchObject({ known: true });
  });

  it('moves nobody between arms when the coverage widens', async () => {
    const [narrow, wide] = [await assigner({ coverage: 30 }), await assigner({ coverage: 70 })];
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const before = armOf(narrow(id));
        return before === undefined || before === armOf(wide(id));
      }),
    );
  });

  it('excludes each other by ranges of one namespace that do not overlap', async () => {
    const low = await assigner({ namespace: { name: 'checkout', range: [0, 50] } });
    const high = await assigner({ namespace: { name: 'checkout', range: [50, 100] } });
    fc.assert(fc.property(fc.uuid(), (id) => low(id).known !== high(id).known));
  });

  it('shares keys out as the percentages say', async () => {
    const assign = await assigner({ arms: armsOf(10, 60, 30), coverage: 50 });
    const counts = new Map<unknown, number>();
    for (let id = 1; id <= 20_000; id += 1) {
      const arm = armOf(assign(`user-${id}`));
      counts.set(arm, (counts.get(arm) ?? 0) + 1);
    }
    // Five standard deviations of a share of 20,000 are at most 354.
    for (const [arm, share] of [
      ['arm-0', 0.05],
      ['arm-1', 0.3],
      ['arm-2', 0.15],
      [undefined, 0.5],
    ] as const)
      expect(Math.abs((counts.get(arm) ?? 0) - share * 20_000)).toBeLessThan(354);
  });
});
