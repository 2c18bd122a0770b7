import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountState, ReservationAnswer } from '../../src/execute/store.js';
import type { CreateStore } from './store-contract.js';

async function setUp(create: CreateStore) {
  const clock = { at: Date.UTC(2026, 0, 1) };
  const { budgets } = await create(() => clock.at);
  return {
    budgets,
    pass: (ms: number) => {
      clock.at += ms;
    },
    reserve: async (
      id: string,
      amount: number,
      { limit = 100, account = 'a', leaseMs = 60_000 } = {},
    ): Promise<ReservationAnswer> =>
      budgets.reserve({ id, leaseMs, holds: [{ account, amount, limit, keepMs: 86_400_000 }] }),
    state: async (account = 'a'): Promise<AccountState | undefined> => (await budgets.read([account]))[0],
  };
}

/** What every store of budgets must do, whatever it keeps them in. */
export function describeBudgets(name: string, create: CreateStore): void {
  describe(`the budgets of ${name}`, () => {
    it('hold what is reserved, and charge what it turns out to cost', async () => {
      const { budgets, reserve, state } = await setUp(create);
      expect(await state()).toEqual({ spent: 0, held: 0 });
      expect(await reserve('r1', 60)).toEqual({ kind: 'reserved', states: [{ spent: 0, held: 60 }] });
      expect(await budgets.settle('r1', [25])).toBe(true);
      expect(await state()).toEqual({ spent: 25, held: 0 });
    });

    it('have no room beyond the limit, for what is held and spent together', async () => {
      const { budgets, reserve } = await setUp(create);
      await reserve('r1', 60);
      expect(await reserve('r2', 41)).toEqual({ kind: 'exceeded', index: 0, state: { spent: 0, held: 60 } });
      expect(await reserve('r3', 40)).toMatchObject({ kind: 'reserved' });
      await budgets.settle('r1', [10]);
      expect(await reserve('r4', 51)).toMatchObject({ kind: 'exceeded', state: { spent: 10, held: 40 } });
      expect(await reserve('r5', 50)).toMatchObject({ kind: 'reserved' });
    });

    it('hold in all accounts of a reservation, or in none', async () => {
      const { budgets, state } = await setUp(create);
      const hold = (account: string, amount: number, limit: number) => ({ account, amount, limit, keepMs: 86_400_000 });
      const holds = [hold('a', 5, 10), hold('b', 5, 4), hold('c', 5, 10)];
      expect(await budgets.reserve({ id: 'r1', leaseMs: 1_000, holds })).toMatchObject({ kind: 'exceeded', index: 1 });
      expect(await Promise.all(['a', 'b', 'c'].map(state))).toEqual([1, 2, 3].map(() => ({ spent: 0, held: 0 })));
      await budgets.reserve({ id: 'r2', leaseMs: 1_000, holds: [hold('a', 5, 10), hold('c', 7, 10)] });
      await budgets.settle('r2', [1, 2]);
      expect(await budgets.read(['c', 'b', 'a'])).toEqual([
        { spent: 2, held: 0 },
        { spent: 0, held: 0 },
        { spent: 1, held: 0 },
      ]);
    });

    it('charge more than was held, where a provider did', async () => {
      const { budgets, reserve, state } = await setUp(create);
      await reserve('r1', 60);
      await budgets.settle('r1', [130]);
      expect(await state()).toEqual({ spent: 130, held: 0 });
    });

    it('settle once', async () => {
      const { budgets, reserve, state } = await setUp(create);
      await reserve('r1', 60);
      const settled = await Promise.all([1, 2, 3].map(() => budgets.settle('r1', [10])));
      expect(settled.filter((each) => each)).toHaveLength(1);
      expect(await budgets.settle('unknown', [10])).toBe(false);
      expect(await state()).toEqual({ spent: 10, held: 0 });
    });

    it('give back what was not sent when nobody settles it in time', async () => {
      const { budgets, reserve, pass, state } = await setUp(create);
      await reserve('r1', 60, { leaseMs: 5_000 });
      pass(4_000);
      expect(await state()).toEqual({ spent: 0, held: 60 });
      pass(2_000);
      expect(await state()).toEqual({ spent: 0, held: 0 });
      expect(await budgets.markSent('r1')).toBe(false);
      expect(await budgets.settle('r1', [10])).toBe(false);
    });

    it('charge all of what was sent when nobody settles it in time', async () => {
      const { budgets, reserve, pass, state } = await setUp(create);
      await reserve('r1', 60, { leaseMs: 5_000 });
      expect(await budgets.markSent('r1')).toBe(true);
      pass(6_000);
      expect(await state()).toEqual({ spent: 60, held: 0 });
    });

    it('make room for others when a lease runs out', async () => {
      const { reserve, pass } = await setUp(create);
      await reserve('r1', 100, { leaseMs: 5_000 });
      expect(await reserve('r2', 1)).toMatchObject({ kind: 'exceeded' });
      pass(6_000);
      expect(await reserve('r3', 100)).toMatchObject({ kind: 'reserved' });
    });

    it('forget an account only after its time, and never one that holds something', async () => {
      const { budgets, pass, state } = await setUp(create);
      const hold = { account: 'a', amount: 5, limit: 10, keepMs: 10_000 };
      await budgets.reserve({ id: 'r1', leaseMs: 60_000, holds: [hold] });
      await budgets.settle('r1', [3]);
      pass(9_000);
      expect(await state()).toEqual({ spent: 3, held: 0 });
      await budgets.reserve({ id: 'r2', leaseMs: 60_000, holds: [{ ...hold, keepMs: 1_000 }] });
      pass(5_000);
      expect(await state()).toMatchObject({ held: 5 });
    });

    it('list what there is, and forget what is spent where asked', async () => {
      const { budgets, reserve, state } = await setUp(create);
      await reserve('r1', 60);
      await budgets.settle('r1', [25]);
      await reserve('r2', 10);
      await reserve('r3', 7, { account: 'b|with odd: characters %|ü' });
      const listed = [...(await budgets.list())].sort((x, y) => (x.account < y.account ? -1 : 1));
      expect(listed).toEqual([
        { account: 'a', spent: 25, held: 10 },
        { account: 'b|with odd: characters %|ü', spent: 0, held: 7 },
      ]);
      await budgets.reset('a');
      expect(await state()).toEqual({ spent: 0, held: 10 });
    });

    it('keep large amounts exact', async () => {
      const { budgets, reserve, state } = await setUp(create);
      const limit = 1_000_000_000_000_000;
      await reserve('r1', limit - 1, { limit });
      expect(await reserve('r2', 2, { limit })).toMatchObject({ kind: 'exceeded' });
      expect(await reserve('r3', 1, { limit })).toMatchObject({ kind: 'reserved' });
      await budgets.settle('r1', [123_456_789_012_345]);
      expect(await state()).toEqual({ spent: 123_456_789_012_345, held: 1 });
    });

    it('never exceed a limit, and conserve sums, over any course of events', async () => {
      const action = fc.oneof(
        { weight: 4, arbitrary: fc.record({ kind: fc.constant('reserve' as const), amount: fc.nat(40) }) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('send' as const), which: fc.nat(9) }) },
        {
          weight: 3,
          arbitrary: fc.record({ kind: fc.constant('settle' as const), which: fc.nat(9), share: fc.nat(100) }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(500, 3_000, 8_000) }),
        },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
          const { budgets, reserve, pass, state } = await setUp(create);
          const limit = 100;
          const open: { id: string; amount: number; sent: boolean }[] = [];
          let most = 0;
          let least = 0;
          for (const [index, each] of actions.entries()) {
            if (each.kind === 'reserve') {
              const id = `r${index}`;
              const answer = await reserve(id, each.amount, { limit, leaseMs: 5_000 });
              if (answer.kind === 'reserved') open.push({ id, amount: each.amount, sent: false });
            } else if (each.kind === 'send') {
              const reservation = open[each.which];
              if (reservation !== undefined && (await budgets.markSent(reservation.id))) reservation.sent = true;
            } else if (each.kind === 'settle') {
              const [reservation] = open.splice(each.which, 1);
              if (reservation === undefined) continue;
              const amount = Math.floor((reservation.amount * each.share) / 100);
              const settled = await budgets.settle(reservation.id, [amount]);
              if (settled) least += amount;
              most += settled ? amount : reservation.sent ? reservation.amount : 0;
            } else pass(each.ms);
            const { spent = 0, held = 0 } = (await state()) ?? {};
            expect(spent + held).toBeLessThanOrEqual(limit);
            expect(held).toBeGreaterThanOrEqual(0);
          }
          pass(60_000);
          most += open.reduce((sum, { amount, sent }) => sum + (sent ? amount : 0), 0);
          const { spent, held } = (await state()) as AccountState;
          expect(held).toBe(0);
          expect(spent).toBe(most);
          expect(spent).toBeGreaterThanOrEqual(least);
        }),
        { numRuns: 60 },
      );
    });
  });
}
