import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapInOrder } from '../../src/cli/map-in-order.js';

async function* from<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const kept: T[] = [];
  for await (const item of items) kept.push(item);
  return kept;
}

describe('mapping in order', () => {
  it('keeps the order and the bound, whatever the work takes', async () => {
    const ticks = fc.array(fc.nat({ max: 8 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(ticks, fc.integer({ min: 1, max: 5 }), async (items, limit) => {
        let running = 0;
        let most = 0;
        const work = async (item: number): Promise<number> => {
          running += 1;
          most = Math.max(most, running);
          for (let tick = 0; tick < item; tick += 1) await Promise.resolve();
          running -= 1;
          return item;
        };
        expect(await all(mapInOrder(from(items), limit, work))).toEqual(items);
        expect(most).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('gives a result before the next item comes', async () => {
    const asked: string[] = [];
    async function* conversation(): AsyncGenerator<string> {
      yield 'one';
      // The second line is only sent when the first was answered.
      while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
      yield 'two';
    }
    for await (const answer of mapInOrder(conversation(), 8, (line) => Promise.resolve(line))) asked.push(answer);
    expect(asked).toEqual(['one', 'two']);
  });
});
