import fc from 'fast-check';
import { get_encoding } from 'tiktoken';
import { describe, expect, it } from 'vitest';
import { compileFacts } from '../../../src/facts/fact-catalogue.js';
import type { CompiledFact } from '../../../src/facts/fact-source.js';
import type { CountRange, Reading } from '../../../src/facts/reading.js';
import { toldValue } from '../../../src/facts/reading.js';
import type { Comparison } from '../../../src/policy/condition.js';
import type { TokensFact } from '../../../src/policy/policy-document.generated.js';
import { prepareComparison } from '../../../src/rules/comparison-test.js';
import { asking, declare } from '../support.js';

const encoding = get_encoding('o200k_base');
const count = (text: string): number => encoding.encode_ordinary(text).length;

async function compile(thresholds: readonly number[], declaration: Partial<TokensFact> = {}): Promise<CompiledFact> {
  const comparisons = thresholds.map((value): Comparison => ({ fact: 'it', operator: 'at_least', value }));
  const fact = declare({ from: 'tokens', text: 'last_user', ...declaration });
  const { facts } = await compileFacts(
    new Map([['it', fact]]),
    { tokenCounts: 'as_needed' },
    new Map([['it', comparisons]]),
  );
  return facts.get('it') as CompiledFact;
}

function ends(reading: Reading): CountRange {
  const told = reading.known ? toldValue(reading) : undefined;
  if (typeof told === 'number') return { at_least: told, at_most: told };
  expect(told).toMatchObject({ at_least: expect.any(Number), at_most: expect.any(Number) });
  return told as CountRange;
}

describe('tokens counted as far as they are compared', () => {
  const piece = fc.oneof(
    fc.constantFrom('the quick brown fox ', '漢字', '😀', '1234567', ' \n\n ', 'a', '.'),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  const text = fc
    .tuple(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 60 }))
    .map(([pieces, times]) => pieces.join('').repeat(times));

  it('lie in the range that is told, which no threshold cuts', async () => {
    const thresholds = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(text, thresholds, async (content, at) => {
        const { read } = await compile(at);
        const exact = count(content);
        // The second time it is remembered how far was counted.
        for (let time = 0; time < 2; time += 1) {
          const reading = await read(asking(content));
          const { at_least, at_most } = ends(reading);
          expect(at_least).toBeLessThanOrEqual(exact);
          expect(at_most).toBeGreaterThanOrEqual(exact);
          for (const value of at) {
            const { truth } = prepareComparison({ fact: 'it', operator: 'at_least', value });
            expect(truth(reading)).toBe(exact >= value);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('fall in the same class whatever was counted before, by whichever policy', async () => {
    const content = 'Of all the words of tongue and pen, the saddest are these. '.repeat(400);
    const exact = count(content);
    for (const threshold of [1, exact, 100, exact + 1, 5000, exact - 1]) {
      const { read } = await compile([threshold]);
      const reading = await read(asking(content));
      expect(reading.known && Number(reading.value) >= threshold).toBe(exact >= threshold);
    }
  });

  it('are a range that costs no counting where the length of the text settles them', async () => {
    const { read } = await compile([2000]);
    expect(read(asking('x'.repeat(2 ** 20)))).toEqual({
      known: true,
      value: 8192,
      range: { at_least: 8192, at_most: 3 * 2 ** 20 },
    });
    expect(read(asking('short'))).toMatchObject({ known: true, range: { at_least: 1, at_most: 15 } });
  });

  it('are counted no further than the threshold', async () => {
    const { read } = await compile([500]);
    const reading = await read(asking('Call me Ishmael. Some years ago, never mind how long. '.repeat(1000)));
    const { at_least, at_most } = ends(reading);
    expect(at_least).toBeGreaterThanOrEqual(500);
    expect(at_least).toBeLessThan(3000);
    expect(at_most).toBeGreaterThan(13_000);
  });

  it('of a whole request take the overhead into account', async () => {
    const messages = [{ role: 'user', content: 'hello' }];
    const exact = 3 + 1 + 1 + 3;
    for (const threshold of [exact - 1, exact, exact + 1]) {
      const { facts } = await compileFacts(
        new Map([['it', declare({ from: 'tokens' })]]),
        { tokenCounts: 'as_needed' },
        new Map([['it', [{ fact: 'it', operator: 'at_least', value: threshold }]]]),
      );
      const reading = await (facts.get('it') as CompiledFact).read(asking('', { messages }));
      expect(reading.known && Number(reading.value) >= threshold).toBe(exact >= threshold);
    }
  });
});
