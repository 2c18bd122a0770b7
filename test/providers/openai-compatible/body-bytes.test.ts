import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readText } from '../../../src/providers/openai-compatible/body-bytes.js';
import { responseOf, split } from '../../support/packets.js';

const json = 'application/json';
const cuts = fc.array(fc.nat(), { maxLength: 8 });

describe('the text of a body', () => {
  it('is as it was sent, however it was cut into packets', async () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', 'ï', '漢', '🚀', '\n', '\r'), maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(anyText, cuts, async (text, at) => {
        expect(await readText(responseOf(split(new TextEncoder().encode(text), at), json))).toBe(text);
      }),
    );
  });

  it('has no byte order mark, and may be missing', async () => {
    expect(await readText(responseOf([new TextEncoder().encode('\ufeff{}')], json))).toBe('{}');
    expect(await readText(new Response(null))).toBe('');
  });

  it('fails on bytes that are not UTF-8, however they were cut into packets', async () => {
    const broken = fc.constantFrom([0xff], [0xc0, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0x80]);
    await fc.assert(
      fc.asyncProperty(broken, cuts, async (wrong, at) => {
        const packets = split(Uint8Array.from([0x61, ...wrong, 0x0a]), at);
        await expect(readText(responseOf(packets, json))).rejects.toMatchObject({ failure: { code: 'invalid_utf8' } });
      }),
    );
  });

  it('is bounded, and the rest is not read', async () => {
    const packet = new Uint8Array(1024 * 1024).fill(0x20);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(packet);
      },
    });
    await expect(readText(new Response(body))).rejects.toMatchObject({
      failure: { code: 'too_large', stage: 'response' },
    });
    expect(sent).toBeLessThan(70);
  });
});
