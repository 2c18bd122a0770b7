import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardBody } from '../../../src/providers/openai-compatible/guard-body.js';

/** A response whose body comes in these packets. */
function responseOf(packets: readonly Uint8Array[], type: string): Response {
  const rest = [...packets];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const packet = rest.shift();
      if (packet === undefined) controller.close();
      else controller.enqueue(packet);
    },
  });
  return new Response(body, { headers: { 'content-type': type } });
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const types = fc.constantFrom('text/event-stream', 'application/json');

describe('guardBody', () => {
  it('gives the text as it was sent, however it was cut into packets', async () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', 'ï', '漢', '🚀', '\n', '\r'), maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(anyText, fc.array(fc.nat(), { maxLength: 8 }), types, async (text, cuts, type) => {
        const packets = split(new TextEncoder().encode(text), cuts);
        expect(await guardBody(responseOf(packets, type)).text()).toBe(text);
      }),
    );
  });

  it('fails on bytes that are not UTF-8, however they were cut into packets', async () => {
    const broken = fc.constantFrom([0xff], [0xc0, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0x80]);
    await fc.assert(
      fc.asyncProperty(broken, fc.array(fc.nat(), { maxLength: 4 }), types, async (wrong, cuts, type) => {
        const packets = split(Uint8Array.from([0x61, ...wrong, 0x0a]), cuts);
        await expect(guardBody(responseOf(packets, type)).text()).rejects.toMatchObject({
          failure: { code: 'invalid_utf8' },
        });
      }),
    );
  });

  it('bounds a line of a stream, not the stream', async () => {
    const line = new TextEncoder().encode(`data: ${'x'.repeat(1_000_000)}\n\n`);
    const many = Array.from({ length: 20 }, () => line);
    expect((await guardBody(responseOf(many, 'text/event-stream')).arrayBuffer()).byteLength).toBe(20 * line.length);
    const endless = Array.from({ length: 20 }, () => line.subarray(0, 1_000_000));
    await expect(guardBody(responseOf(endless, 'text/event-stream')).text()).rejects.toMatchObject({
      failure: { code: 'too_large', stage: 'stream' },
    });
  });

  it('bounds any other body', async () => {
    const packet = new Uint8Array(1024 * 1024).fill(0x20);
    const endless = Array.from({ length: 65 }, () => packet);
    await expect(guardBody(responseOf(endless, 'application/json')).text()).rejects.toMatchObject({
      failure: { code: 'too_large', stage: 'response' },
    });
  });

  it('keeps status and headers', () => {
    const guarded = guardBody(new Response('{}', { status: 201, headers: { 'x-request-id': 'r' } }));
    expect([guarded.status, guarded.headers.get('x-request-id')]).toEqual([201, 'r']);
  });
});
