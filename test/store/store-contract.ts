import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, type Breaker, closedBreaker, report } from '../../src/execute/live/breaker.js';
import type { BreakerSignal } from '../../src/execute/live/breaker-signal.js';
import type { Admission, BreakerChange, Store } from '../../src/execute/store.js';
import { defaultBreakerSettings } from '../../src/policy/breaker-settings.js';

/** Makes an empty store whose time is the one that `now` tells. */
export type CreateStore = (now: () => number) => Store | Promise<Store>;

const settings = defaultBreakerSettings;
const failure: BreakerSignal = { kind: 'failure' };
const success: BreakerSignal = { kind: 'success' };

async function setUp(create: CreateStore) {
  const clock = { at: Date.UTC(2026, 0, 1) };
  const { breakers } = await create(() => clock.at);
  const tell = async (signal: BreakerSignal, probe?: number, target = 'a') =>
    breakers.report(target, { signal, settings, probe });
  return {
    pass: (ms: number) => {
      clock.at += ms;
    },
    ask: async (force = false, target = 'a'): Promise<Admission> => breakers.admit(target, { leaseMs: 60_000, force }),
    tell,
    times: async (count: number, signal: BreakerSignal) => {
      for (let index = 0; index < count; index += 1) await tell(signal);
    },
  };
}

/** The probe of an admission that has one. */
function probeOf(admission: Admission): number {
  if (admission.kind !== 'admitted' || admission.probe === undefined) throw new Error('no probe was claimed');
  return admission.probe;
}

/** What every store must do, whatever it keeps its state in. */
export function describeStore(name: string, create: CreateStore): void {
  describe(`the breakers of ${name}`, () => {
    it('admit attempts at a target they know nothing of', async () => {
      const { ask } = await setUp(create);
      expect(await ask()).toEqual({ kind: 'admitted' });
    });

    it('open when the share of failures reaches its bound, and tell so', async () => {
      const { ask, tell, times } = await setUp(create);
      await times(5, success);
      await times(4, failure);
      expect(await ask()).toEqual({ kind: 'admitted' });
      expect(await tell(failure)).toEqual({ kind: 'opened', forMs: 15_000 });
      expect(await ask()).toEqual({ kind: 'refused', dueInMs: 15_000 });
    });

    it('stay closed below the share, and with fewer requests than the policy wants', async () => {
      const few = await setUp(create);
      await few.times(9, failure);
      expect(await few.ask()).toEqual({ kind: 'admitted' });
      const rare = await setUp(create);
      await rare.times(6, success);
      await rare.times(5, failure);
      expect(await rare.ask()).toEqual({ kind: 'admitted' });
    });

    it('forget what is older than the window', async () => {
      const { ask, pass, tell, times } = await setUp(create);
      await times(9, failure);
      pass(settings.windowMs);
      expect(await tell(failure)).toBeUndefined();
      expect(await ask()).toEqual({ kind: 'admitted' });
    });

    it('keep targets apart', async () => {
      const { ask, tell } = await setUp(create);
      await tell({ kind: 'opens' });
      expect(await ask(false, 'b')).toEqual({ kind: 'admitted' });
    });

    it('open at once for a failure that does not pass by itself', async () => {
      const { ask, tell } = await setUp(create);
      expect(await tell({ kind: 'opens' })).toEqual({ kind: 'opened', forMs: 15_000 });
      expect(await ask()).toMatchObject({ kind: 'refused' });
    });

    it('open for as long as the provider asks, up to ten minutes', async () => {
      const short = await setUp(create);
      expect(await short.tell({ kind: 'opens_for', ms: 2_000 })).toEqual({ kind: 'opened', forMs: 2_000 });
      const long = await setUp(create);
      expect(await long.tell({ kind: 'opens_for', ms: 3_600_000 })).toEqual({ kind: 'opened', forMs: 600_000 });
    });

    it('open no shorter than a Retry-After, up to ten minutes', async () => {
      const short = await setUp(create);
      expect(await short.tell({ kind: 'opens', retryAfterMs: 1_000 })).toMatchObject({ forMs: 15_000 });
      const long = await setUp(create);
      expect(await long.tell({ kind: 'opens', retryAfterMs: 40_000 })).toMatchObject({ forMs: 40_000 });
      const endless = await setUp(create);
      expect(await endless.tell({ kind: 'opens', retryAfterMs: 3_600_000 })).toMatchObject({ forMs: 600_000 });
    });

    it('stay open longer when a late failure asks for it', async () => {
      const { ask, tell } = await setUp(create);
      await tell({ kind: 'opens' });
      expect(await tell({ kind: 'opens_for', ms: 60_000 })).toBeUndefined();
      expect(await ask()).toEqual({ kind: 'refused', dueInMs: 60_000 });
    });

    it('let exactly one of many through when they are due', async () => {
      const { ask, pass, tell } = await setUp(create);
      await tell({ kind: 'opens' });
      pass(15_000);
      const admissions = await Promise.all(Array.from({ length: 20 }, () => ask()));
      expect(admissions.filter(({ kind }) => kind === 'admitted')).toHaveLength(1);
      expect(admissions.filter(({ kind }) => kind === 'refused')).toEqual(
        Array.from({ length: 19 }, () => ({ kind: 'refused', dueInMs: 0 })),
      );
    });

    it('close when the probe succeeds, and start to count anew', async () => {
      const { ask, pass, tell, times } = await setUp(create);
      await times(10, failure);
      pass(15_000);
      const probe = probeOf(await ask());
      expect(await tell(success, probe)).toEqual({ kind: 'closed' });
      expect(await ask()).toEqual({ kind: 'admitted' });
      expect(await tell(failure)).toBeUndefined();
    });

    it('stay open twice as long after each failed probe, up to the longest', async () => {
      const { ask, pass, tell } = await setUp(create);
      const opened: (BreakerChange | undefined)[] = [await tell({ kind: 'opens' })];
      for (const ms of [15_000, 30_000, 60_000, 120_000, 240_000, 300_000]) {
        pass(ms);
        opened.push(await tell(failure, probeOf(await ask())));
      }
      const times = opened.map((change) => (change?.kind === 'opened' ? change.forMs / 1000 : undefined));
      expect(times).toEqual([15, 30, 60, 120, 240, 300, 300]);
    });

    it('start again with the first time after having closed', async () => {
      const { ask, pass, tell } = await setUp(create);
      await tell({ kind: 'opens' });
      pass(15_000);
      await tell(failure, probeOf(await ask()));
      pass(30_000);
      await tell(success, probeOf(await ask()));
      expect(await tell({ kind: 'opens' })).toMatchObject({ forMs: 15_000 });
    });

    it('give the probe to the next when it was abandoned', async () => {
      const { ask, pass, tell } = await setUp(create);
      await tell({ kind: 'opens' });
      pass(15_000);
      expect(await tell({ kind: 'nothing' }, probeOf(await ask()))).toBeUndefined();
      probeOf(await ask());
    });

    it('give the probe to another when nothing was heard of it', async () => {
      const { ask, pass, tell } = await setUp(create);
      await tell({ kind: 'opens' });
      pass(15_000);
      const lost = probeOf(await ask());
      pass(59_999);
      expect(await ask()).toMatchObject({ kind: 'refused' });
      pass(1);
      const next = probeOf(await ask());
      expect(await tell(success, lost)).toBeUndefined();
      expect(await ask()).toMatchObject({ kind: 'refused' });
      expect(await tell(success, next)).toEqual({ kind: 'closed' });
    });

    it('admit what is forced, as the probe when there is none', async () => {
      const { ask, tell } = await setUp(create);
      await tell({ kind: 'opens' });
      const probe = probeOf(await ask(true));
      expect(await ask(true)).toEqual({ kind: 'admitted' });
      expect(await tell(success, probe)).toEqual({ kind: 'closed' });
    });

    it('are not closed by the late success of an attempt sent before they opened', async () => {
      const { ask, pass, tell } = await setUp(create);
      await tell({ kind: 'opens' });
      await tell(success);
      expect(await ask()).toMatchObject({ kind: 'refused' });
      pass(15_000);
      await ask();
      await tell(success);
      expect(await ask()).toMatchObject({ kind: 'refused' });
    });

    it('do not wait for a time that a clock set back has put far away', async () => {
      const { ask, pass, tell } = await setUp(create);
      await tell({ kind: 'opens' });
      pass(-3_600_000);
      probeOf(await ask());
      pass(-3_600_000);
      probeOf(await ask());
    });

    it('tell a change to exactly one of those who report together', async () => {
      const { tell } = await setUp(create);
      const changes = await Promise.all(Array.from({ length: 30 }, () => tell(failure)));
      expect(changes.filter((change) => change !== undefined)).toEqual([{ kind: 'opened', forMs: 15_000 }]);
    });

    it('agree with the state machine over any course of events', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
          const clock = { at: Date.UTC(2026, 0, 1) };
          const { breakers } = await create(() => clock.at);
          const model = { breaker: closedBreaker as Breaker };
          const probes: number[] = [];
          for (const { afterMs, action } of steps) {
            clock.at += afterMs;
            if (action.kind === 'admit') {
              const request = { leaseMs: 20_000, force: action.force };
              const expected = admit(model.breaker, clock.at, request);
              model.breaker = expected.breaker;
              expect(await breakers.admit('a', request)).toEqual(expected.admission);
              if (expected.admission.kind === 'admitted' && expected.admission.probe !== undefined) {
                probes.push(expected.admission.probe);
              }
            } else {
              const probe = action.isProbe ? probes.at(-1) : undefined;
              const told = { signal: action.signal, settings: { ...settings, minRequests: 3 }, probe };
              const expected = report(model.breaker, clock.at, told);
              model.breaker = expected.breaker;
              expect(await breakers.report('a', told)).toEqual(expected.change);
            }
          }
        }),
        { numRuns: 100 },
      );
    });
  });
}

const signal: fc.Arbitrary<BreakerSignal> = fc.oneof(
  fc.constantFrom<BreakerSignal>(success, failure, failure, { kind: 'opens' }, { kind: 'nothing' }),
  fc.integer({ min: 1, max: 900_000 }).map((ms): BreakerSignal => ({ kind: 'opens_for', ms })),
  fc.integer({ min: 0, max: 900_000 }).map((retryAfterMs): BreakerSignal => ({ kind: 'failure', retryAfterMs })),
);

const step = fc.record({
  afterMs: fc.constantFrom(0, 0, -20_000, 100, 5_000, 15_000, 20_000, 60_000, 300_000),
  action: fc.oneof(
    fc.record({ kind: fc.constant('admit' as const), force: fc.boolean() }),
    fc.record({ kind: fc.constant('report' as const), signal, isProbe: fc.boolean() }),
  ),
});
