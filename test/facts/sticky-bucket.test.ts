import { GrowthBook, StickyBucketService } from '@growthbook/growthbook';
import { describe, expect, it } from 'vitest';
import { compileFacts } from '../../src/facts/fact-catalogue.js';
import type { FactWorld, StickyArms } from '../../src/facts/fact-world.js';
import type { Reading } from '../../src/facts/reading.js';
import type { BucketFact } from '../../src/policy/policy-document.generated.js';
import { parseRequest } from '../../src/request/parse-request.js';
import { FactReadings } from '../../src/rules/fact-readings.js';
import { declare } from './support.js';

/** Sticky arms in a Map, of keys to arms by experiment and version. */
function stickyArms(late = false) {
  const docs = new Map<string, Map<string, string>>();
  let writes = 0;
  const later = <T>(value: T) => (late ? Promise.resolve(value) : value);
  const sticky: StickyArms = {
    read: (keys) => later(keys.map((key) => docs.get(key) ?? new Map<string, string>())),
    keep(key, experiment, arm, gone) {
      writes += 1;
      const arms = docs.get(key) ?? new Map<string, string>();
      docs.set(key, arms);
      const had = arms.get(experiment);
      if (had === undefined || had === gone) arms.set(experiment, arm);
      return later(arms.get(experiment) as string);
    },
  };
  return { docs, sticky, writes: () => writes };
}

const trial: BucketFact = {
  from: 'bucket',
  key: 'id',
  fallback_key: 'device',
  seed: 'trial',
  arms: [
    { name: 'control', percent: 50 },
    { name: 'treatment', percent: 50 },
  ],
  sticky: true,
};

async function read(declaration: BucketFact, attributes: object, world?: FactWorld): Promise<Reading> {
  const { facts } = await compileFacts(new Map([['trial', declare(declaration, 'trial')]]));
  const request = parseRequest({ messages: [{ role: 'user', content: '' }], attributes });
  return new FactReadings(facts, { request, now: 0, ...(world && { world }) }).read('trial');
}

const armOf = (reading: Reading) => (reading.known ? reading.value : undefined);

describe.each([false, true])('a sticky bucket over a store that answers later: %s', (late) => {
  it('keeps the arm that the hash gave first, and says that it was kept', async () => {
    const { sticky, docs, writes } = stickyArms(late);
    const first = await read(trial, { id: 'u-1' }, { sticky });
    const moved = { ...trial, arms: [...trial.arms].reverse() };
    const second = await read(moved, { id: 'u-1' }, { sticky });
    expect(armOf(second)).toBe(armOf(first));
    expect(armOf(await read(moved, { id: 'u-1' }))).not.toBe(armOf(first));
    expect(first).toMatchObject({ assigned: { sticky: false } });
    expect(second).toMatchObject({ assigned: { sticky: true }, exposure: { propensity: 0.5 } });
    expect(Object.fromEntries(docs.get('id||u-1') ?? [])).toEqual({ trial__0: armOf(first) });
    expect(writes()).toBe(1);
  });

  it('keeps an arm outside a coverage and a namespace that have narrowed', async () => {
    const { sticky } = stickyArms(late);
    const first = await read(trial, { id: 'u-1' }, { sticky });
    const narrowed: BucketFact = { ...trial, coverage: 0, namespace: { name: 'n', range: [0, 0.01] } };
    expect(armOf(await read(narrowed, { id: 'u-1' }, { sticky }))).toBe(armOf(first));
    expect(await read(narrowed, { id: 'u-2' }, { sticky })).toMatchObject({ known: false, reason: 'left_out' });
  });

  it('takes the arm along from the fallback key to the key that comes later', async () => {
    const { sticky, docs } = stickyArms(late);
    const anonymous = await read(trial, { device: 'd-1' }, { sticky });
    const signedIn = await read(
      { ...trial, arms: [...trial.arms].reverse() },
      { id: 'u-1', device: 'd-1' },
      { sticky },
    );
    expect(armOf(signedIn)).toBe(armOf(anonymous));
    expect(docs.get('id||u-1')?.get('trial__0')).toBe(armOf(anonymous));
  });

  it('assigns anew in a new bucket version, and nobody of one below the least', async () => {
    const { sticky } = stickyArms(late);
    await read(trial, { id: 'u-1' }, { sticky });
    const anew: BucketFact = { ...trial, arms: [{ name: 'other', percent: 100 }], sticky: { bucket_version: 1 } };
    expect(armOf(await read(anew, { id: 'u-1' }, { sticky }))).toBe('other');
    const without: BucketFact = { ...trial, sticky: { bucket_version: 2, min_bucket_version: 1 } };
    expect(await read(without, { id: 'u-1' }, { sticky })).toMatchObject({ known: false, reason: 'left_out' });
    expect(await read(without, { id: 'u-2' }, { sticky })).toMatchObject({ known: true });
  });

  it('gives who was in an arm that is gone one that is there, and keeps that', async () => {
    const { sticky } = stickyArms(late);
    await read({ ...trial, arms: [{ name: 'gone', percent: 100 }] }, { id: 'u-1' }, { sticky });
    const next = await read(trial, { id: 'u-1' }, { sticky });
    const moved = await read({ ...trial, arms: [...trial.arms].reverse() }, { id: 'u-1' }, { sticky });
    expect(armOf(next)).toMatch(/control|treatment/);
    expect(armOf(moved)).toBe(armOf(next));
  });

  it('takes the arm of another process that was there first', async () => {
    const { sticky } = stickyArms(late);
    const behind: StickyArms = { ...sticky, read: (keys) => keys.map(() => new Map()) };
    const first = await read(trial, { id: 'u-1' }, { sticky });
    const second = await read({ ...trial, arms: [...trial.arms].reverse() }, { id: 'u-1' }, { sticky: behind });
    expect(armOf(second)).toBe(armOf(first));
  });
});

describe('a sticky bucket', () => {
  it('is unknown when the store fails, rather than another arm', async () => {
    const sticky: StickyArms = {
      read: () => Promise.reject(new Error('down')),
      keep: (_key, _experiment, arm) => arm,
    };
    expect(await read(trial, { id: 'u-1' }, { sticky })).toEqual({ known: false, reason: 'failed', detail: 'down' });
  });

  it('goes by the hash without a store', async () => {
    expect(await read(trial, { device: 'd-1' })).toMatchObject({
      known: true,
      assigned: { key: { attribute: 'device' } },
    });
    expect(await read(trial, {})).toEqual({ known: false, reason: 'missing', detail: 'no id and no device' });
  });

  // What the SDK derives from its features: the attributes whose documents it reads.
  const features = { trial: { rules: [{ variations: [0, 1], hashAttribute: 'id', fallbackAttribute: 'device' }] } };

  it("follows GrowthBook's SDK through versions, fallback keys and changes of coverage", async () => {
    const { sticky } = stickyArms();
    const service = new InMemory();
    const steps: readonly {
      readonly fact: Partial<BucketFact>;
      readonly coverage?: number;
      readonly versions?: readonly [number, number];
    }[] = [
      { fact: { coverage: 50 }, coverage: 0.5 },
      { fact: { coverage: 20 }, coverage: 0.2 },
      { fact: { coverage: 0 }, coverage: 0 },
      { fact: { sticky: { bucket_version: 1 } }, versions: [1, 0] },
      { fact: { coverage: 10, sticky: { bucket_version: 1 } }, coverage: 0.1, versions: [1, 0] },
      { fact: { sticky: { bucket_version: 2, min_bucket_version: 1 } }, versions: [2, 1] },
    ];
    for (const { fact, coverage = 1, versions: [version, least] = [0, 0] } of steps) {
      for (let user = 0; user < 60; user += 1) {
        const attributes = {
          ...(user % 3 !== 0 && { id: `u-${user}` }),
          ...(user % 2 === 0 && { device: `d-${user}` }),
        };
        const ours = await read({ ...trial, ...fact }, attributes, { sticky });
        const sdk = new GrowthBook({ attributes, stickyBucketService: service, features });
        await sdk.refreshStickyBuckets();
        const theirs = sdk.run({
          key: 'trial',
          hashVersion: 2,
          hashAttribute: 'id',
          fallbackAttribute: 'device',
          variations: ['control', 'treatment'],
          meta: [{ key: 'control' }, { key: 'treatment' }],
          coverage,
          bucketVersion: version,
          minBucketVersion: least,
        });
        sdk.destroy();
        expect([user, coverage, version, armOf(ours)]).toEqual([
          user,
          coverage,
          version,
          theirs.inExperiment ? theirs.value : undefined,
        ]);
      }
    }
  });
});

class InMemory extends StickyBucketService {
  readonly #docs = new Map<string, string>();

  override async getAssignments(attributeName: string, attributeValue: string) {
    const found = this.#docs.get(`${attributeName}||${attributeValue}`);
    return found === undefined ? null : JSON.parse(found);
  }

  override async saveAssignments(doc: { attributeName: string; attributeValue: string }) {
    this.#docs.set(`${doc.attributeName}||${doc.attributeValue}`, JSON.stringify(doc));
  }
}
