import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InputLine, readLines } from '../../src/cli/read-lines.js';

async function linesOf(chunks: readonly (string | Uint8Array)[]): Promise<InputLine[]> {
  const kept: InputLine[] = [];
  const input = {
    isTTY: false,
    async *[Symbol.asyncIterator]() {
      yield* chunks;
    },
  };
  for await (const line of readLines(input)) kept.push(line);
  return kept;
}

describe('reading lines', () => {
  it('numbers lines from 1 and leaves blank ones out', async () => {
    expect(await linesOf(['a\n\n  \nb'])).toEqual([
      { number: 1, text: 'a' },
      { number: 4, text: 'b' },
    ]);
  });

  it('drops a byte order mark and carriage returns', async () => {
    expect(await linesOf(['\uFEFFa\r\nb\r\n'])).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
    ]);
  });

  it('gives no text for bytes that are not UTF-8', async () => {
    expect(await linesOf([Buffer.from('a\nb\xff\nc', 'latin1')])).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: undefined },
      { number: 3, text: 'c' },
    ]);
  });

  it('reads the same lines however the bytes are cut', async () => {
    const bytes = new TextEncoder().encode('{"a":"žluťoučký 🐎"}\n{"b":1}\n');
    const whole = await linesOf([bytes]);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length }), fc.nat({ max: bytes.length }), async (a, b) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        const cut = [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)];
        expect(await linesOf(cut)).toEqual(whole);
      }),
    );
  });
});
