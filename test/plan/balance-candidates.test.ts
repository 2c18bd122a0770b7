import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/decide/decision.js';
import { balanceCandidates } from '../../src/plan/balance-candidates.js';
import type { Measurement } from '../../src/plan/measured-choice.js';
import type { BalanceSettings } from '../../src/policy/route-settings.js';
import { seededRandom } from '../../src/seeded-random.js';
import { candidateOf, openrouter, slotOf } from '../support/execution.js';

/** A deployment of the slot `model`, known by its endpoint. */
function deployment(endpoint: string, weight?: number, slot = 'model'): Candidate {
  const more = weight === undefined ? {} : { weight };
  return candidateOf(slotOf(slot, { endpoint: { ...openrouter, name: endpoint }, ...more }));
}

const names = (candidates: readonly Candidate[]) => candidates.map(({ slot }) => slot.endpoint.name);

interface Draw {
  readonly settings?: BalanceSettings;
  readonly key?: string;
  readonly random?: () => number;
  readonly measure?: (candidate: Candidate) => Measurement | undefined;
}

function balance(candidates: readonly Candidate[], draw: Draw = {}) {
  const { settings = { by: 'weight' }, key, random = seededRandom(1), measure = () => undefined } = draw;
  return balanceCandidates(candidates, settings, key, { random, measure });
}

/** How often each endpoint stands first in so many draws. */
function shares(count: number, draw: (index: number) => readonly Candidate[]): Readonly<Record<string, number>> {
  const firsts: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const [first = ''] = names(draw(index));
    firsts[first] = (firsts[first] ?? 0) + 1 / count;
  }
  return firsts;
}

const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 6 });
const deploymentsOf = (all: readonly number[]) => all.map((weight, index) => deployment(`e${index}`, weight));

describe('deployments by weight', () => {
  it('stand first with the shares of their weights', () => {
    fc.assert(
      fc.property(weights, fc.integer(), (all, seed) => {
        const random = seededRandom(seed);
        const candidates = deploymentsOf(all);
        const seen = shares(4_000, () => balance(candidates, { random }).candidates);
        const sum = all.reduce((total, weight) => total + weight, 0);
        // Five standard deviations of so many draws.
        all.forEach((weight, index) => {
          expect(Math.abs((seen[`e${index}`] ?? 0) - weight / sum)).toBeLessThan(0.04);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('are all there, each once, and other slots keep their places', () => {
    fc.assert(
      fc.property(weights, fc.integer(), fc.constantFrom('weight', 'measured'), (all, seed, by) => {
        const candidates = [deployment('first', 1, 'a'), ...deploymentsOf(all), deployment('last', 1, 'z')];
        const ordered = balance(candidates, {
          random: seededRandom(seed),
          settings: { by: by as 'weight' },
        }).candidates;
        expect(new Set(ordered)).toEqual(new Set(candidates));
        expect(ordered).toHaveLength(candidates.length);
        expect([names(ordered)[0], names(ordered).at(-1)]).toEqual(['first', 'last']);
      }),
    );
  });

  it('are alike when nobody gives them a weight', () => {
    const random = seededRandom(3);
    const seen = shares(4_000, () => balance([deployment('a'), deployment('b')], { random }).candidates);
    expect(seen.a).toBeGreaterThan(0.46);
    expect(seen.b).toBeGreaterThan(0.46);
  });

  it('with weight 0 are fallbacks only', () => {
    const random = seededRandom(4);
    for (let index = 0; index < 100; index += 1) {
      const { candidates } = balance([deployment('reserve', 0), deployment('a', 1), deployment('b', 1)], { random });
      expect(names(candidates).at(-1)).toBe('reserve');
    }
  });

  it('are told in the order in which they are tried', () => {
    const { candidates, balanced } = balance([deployment('a', 1), deployment('b', 3)]);
    expect(balanced).toEqual([
      { slot: 'model', by: 'weight', order: names(candidates).map((endpoint) => ({ model: 'acme/model', endpoint })) },
    ]);
  });

  it('leave a chain without several of a slot as it is', () => {
    const chain = [deployment('a', 1, 'x'), deployment('a', 1, 'y')];
    expect(balance(chain)).toEqual({ candidates: chain, balanced: [] });
  });
});

describe('a sticky key', () => {
  const settings: BalanceSettings = { by: 'weight', key: 'user.id' };

  it('keeps its deployment, whatever is drawn', () => {
    fc.assert(
      fc.property(weights, fc.string(), fc.integer(), fc.integer(), (all, key, one, other) => {
        const order = (seed: number) =>
          names(balance(deploymentsOf(all), { settings, key, random: seededRandom(seed) }).candidates);
        expect(order(one)).toEqual(order(other));
      }),
    );
  });

  it('comes to each deployment with the share of its weight', () => {
    const candidates = [deployment('a', 1), deployment('b', 2), deployment('c', 5)];
    const seen = shares(20_000, (index) => balance(candidates, { settings, key: `user-${index}` }).candidates);
    expect(Math.abs((seen.a ?? 0) - 1 / 8)).toBeLessThan(0.015);
    expect(Math.abs((seen.b ?? 0) - 2 / 8)).toBeLessThan(0.015);
    expect(Math.abs((seen.c ?? 0) - 5 / 8)).toBeLessThan(0.015);
  });

  it('moves only to the deployment whose weight was raised, or from the one whose weight was lowered', () => {
    fc.assert(
      fc.property(weights, fc.nat(), fc.integer({ min: 1, max: 40 }), fc.string(), (all, which, weight, key) => {
        const index = which % all.length;
        const changed = all.map((before, at) => (at === index ? weight : before));
        const first = (weightsNow: readonly number[]) =>
          names(balance(deploymentsOf(weightsNow), { settings, key }).candidates)[0];
        const [before, after] = [first(all), first(changed)];
        if (before !== after) expect(weight > (all[index] ?? 0) ? after : before).toBe(`e${index}`);
      }),
      { numRuns: 300 },
    );
  });

  it('comes back to its deployment when a constraint had removed it', () => {
    const candidates = deploymentsOf([3, 3, 3]);
    const order = names(balance(candidates, { settings, key: 'u-1' }).candidates);
    const without = candidates.filter(({ slot }) => slot.endpoint.name !== order[0]);
    expect(names(balance(without, { settings, key: 'u-1' }).candidates)).toEqual(order.slice(1));
  });

  it('that is missing is not made up: the order is drawn, and the report says so', () => {
    const random = seededRandom(5);
    const candidates = deploymentsOf([1, 1]);
    const seen = shares(1_000, () => balance(candidates, { settings, random }).candidates);
    expect(seen.e0).toBeGreaterThan(0.4);
    expect(balance(candidates, { settings }).balanced).toMatchObject([{ key: 'missing' }]);
    expect(balance(candidates, { settings, key: 'u-1' }).balanced).toMatchObject([{ key: 'used' }]);
  });
});

describe('deployments by measurement', () => {
  const settings: BalanceSettings = { by: 'measured' };
  const measured = (more: Partial<Measurement>): Measurement => ({
    latencyMs: 1_000,
    failureShare: 0,
    inFlight: 0,
    idleMs: 0,
    ...more,
  });
  const first = (all: Readonly<Record<string, Measurement | undefined>>, draw: Draw = {}) =>
    shares(500, (index) => {
      const candidates = Object.keys(all).map((name) => deployment(name));
      const measure = ({ slot }: Candidate) => all[slot.endpoint.name];
      return balance(candidates, { settings, random: seededRandom(index), measure, ...draw }).candidates;
    });

  it('prefer the faster of two', () => {
    expect(first({ slow: measured({ latencyMs: 3_000 }), fast: measured({}) })).toEqual({ fast: expect.closeTo(1) });
  });

  it('prefer the one that fails less, however fast it fails', () => {
    const failing = measured({ latencyMs: 500, failureShare: 0.6 });
    expect(first({ failing, sound: measured({}) })).toEqual({ sound: expect.closeTo(1) });
  });

  it('prefer the one with less under way', () => {
    expect(first({ busy: measured({ inFlight: 3 }), idle: measured({}) })).toEqual({ idle: expect.closeTo(1) });
  });

  it('share what is left among many: the worst of three is never the better of two', () => {
    const seen = first({ a: measured({}), b: measured({ latencyMs: 2_000 }), c: measured({ latencyMs: 9_000 }) });
    expect(seen.c).toBeUndefined();
    expect(seen.a).toBeGreaterThan(0.5);
    expect(seen.b).toBeGreaterThan(0.2);
  });

  it('try one again that was avoided for long, since it may have recovered', () => {
    const avoided = measured({ latencyMs: 3_000, failureShare: 0.5, idleMs: 150_000 });
    expect(first({ avoided, used: measured({}) })).toEqual({ avoided: expect.closeTo(1) });
  });

  it('try one that was never used, but not with all requests at once', () => {
    expect(first({ unknown: undefined, known: measured({}) })).toEqual({ unknown: expect.closeTo(1) });
    const beingTried = measured({ latencyMs: undefined, inFlight: 1 });
    expect(first({ beingTried, known: measured({}) })).toEqual({ known: expect.closeTo(1) });
  });

  it('never prefer one of weight 0', () => {
    const measure = ({ slot }: Candidate) => measured({ latencyMs: slot.weight === 0 ? 1 : 5_000 });
    const { candidates } = balance([deployment('reserve', 0), deployment('used', 1)], { settings, measure });
    expect(names(candidates)).toEqual(['used', 'reserve']);
  });

  it('let a key leave its own only for one that is more than twice as good', () => {
    const sticky: BalanceSettings = { by: 'measured', key: 'user.id' };
    const order = names(balance(deploymentsOf([1, 1]), { settings: sticky, key: 'u-1' }).candidates);
    const withOwn = (latencyMs: number) =>
      names(
        balance(deploymentsOf([1, 1]), {
          settings: sticky,
          key: 'u-1',
          measure: ({ slot }) => measured({ latencyMs: slot.endpoint.name === order[0] ? latencyMs : 1_000 }),
        }).candidates,
      );
    expect(withOwn(1_900)).toEqual(order);
    expect(withOwn(2_100)).toEqual([...order].reverse());
  });
});
