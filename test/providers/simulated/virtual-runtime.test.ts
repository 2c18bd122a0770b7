import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualRuntime } from '../../../src/providers/simulated/virtual-runtime.js';

describe('a virtual runtime', () => {
  it('starts where it is told, and at a fixed moment otherwise', () => {
    expect(createVirtualRuntime({ now: 5 }).now()).toBe(5);
    expect(createVirtualRuntime().now()).toBe(Date.UTC(2026, 0, 1));
  });

  it('jumps to the end of a sleep', async () => {
    const { now, sleep } = createVirtualRuntime({ now: 0 });
    await sleep(86_400_000);
    expect(now()).toBe(86_400_000);
    await sleep(-5);
    expect(now()).toBe(86_400_000);
  });

  it('wakes sleepers in the order of time, and those of one moment in the order in which they lay down', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 30 }), async (durations) => {
        const { now, sleep } = createVirtualRuntime({ now: 0 });
        const woken: [time: number, index: number][] = [];
        await Promise.all(
          durations.map(async (duration, index) => {
            await sleep(duration);
            woken.push([now(), index]);
          }),
        );
        const expected = durations.map((duration, index) => [duration, index]);
        expect(woken).toEqual(expected.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]!));
      }),
    );
  });

  it('lets what one sleeper sets off come to rest before the next wakes', async () => {
    const { sleep } = createVirtualRuntime();
    const log: string[] = [];
    const chain = async (): Promise<void> => {
      await sleep(1);
      for (let step = 0; step < 100; step += 1) await null;
      log.push('first, after a hundred promises');
      await sleep(0);
      log.push('first, again');
    };
    await Promise.all([chain(), sleep(2).then(() => log.push('second'))]);
    expect(log).toEqual(['first, after a hundred promises', 'first, again', 'second']);
  });

  it('rejects a sleep with the reason of its signal, without moving the clock', async () => {
    const { now, sleep } = createVirtualRuntime({ now: 0 });
    const controller = new AbortController();
    const reason = new Error('stop');
    const asleep = sleep(1_000, controller.signal);
    controller.abort(reason);
    await expect(asleep).rejects.toBe(reason);
    await expect(sleep(1_000, controller.signal)).rejects.toBe(reason);
    await sleep(1);
    expect(now()).toBe(1);
  });

  it('gives the same numbers and ids for the same seed, and others for another', () => {
    const take = (seed?: number) => {
      const { random, newId } = createVirtualRuntime(seed === undefined ? {} : { seed });
      return [random(), random(), newId(), newId()];
    };
    expect(take(7)).toEqual(take(7));
    expect(take()).toEqual(take(1));
    expect(new Set([...take(7), ...take(8)]).size).toBe(8);
  });

  it('gives numbers from 0 to 1, spread out', () => {
    const { random } = createVirtualRuntime({ seed: 3 });
    const numbers = Array.from({ length: 1_000 }, random);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(numbers.filter((number) => number < 0.5).length).toBeGreaterThan(400);
    expect(numbers.filter((number) => number >= 0.5).length).toBeGreaterThan(400);
  });
});
