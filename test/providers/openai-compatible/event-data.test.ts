import fc from 'fast-check';
import { Stream } from 'openai/streaming';
import { describe, expect, it } from 'vitest';
import { readEventData } from '../../../src/providers/openai-compatible/event-data.js';
import { split } from '../../support/packets.js';

function eventsOf(packets: readonly Uint8Array[]): readonly string[] {
  const reader = readEventData();
  const events = packets.flatMap((packet) => reader.push(packet));
  reader.end();
  return events;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const cuts = fc.array(fc.nat(), { maxLength: 8 });

/** What the SDK reads out of the same body. */
async function readBySdk(bytes: Uint8Array): Promise<unknown[]> {
  const stream = Stream.fromSSEResponse(new Response(bytes), new AbortController());
  return collected(stream);
}

async function collected(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const each of source) all.push(each);
  return all;
}

describe('the data of events', () => {
  it.each<[string, string, string[]]>([
    ['without a blank', 'data:a\n\n', ['a']],
    ['with a blank, of which one is no part of it', 'data:  a\n\n', [' a']],
    ['on several lines', 'data: a\ndata: b\n\n', ['a\nb']],
    ['that is empty', 'data\n\ndata:\n\n', ['', '']],
    ['among comments and other fields', ': hm\nevent: x\nid: 1\ndata: a\nretry: 9\n\n: hm\n\n', ['a']],
    ['with returns for line ends', 'data: a\r\rdata: b\r\n\r\ndata: c\n\n', ['a', 'b', 'c']],
    ['after a byte order mark', '\ufeffdata: a\n\n', ['a']],
    ['that is not complete at the end', 'data: a\n\ndata: b\n', ['a']],
    ['of a field that only begins alike', 'database: a\n\ndata: b\n\n', ['b']],
  ])('is read %s', (_, text, events) => {
    expect(eventsOf([encode(text)])).toEqual(events);
  });

  it('is the same, however it was cut into packets', () => {
    const body = fc.array(fc.constantFrom('data: ', 'ï', '漢', '🚀', ': x', '\n', '\r', '\r\n', '\n\n'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(body, cuts, (parts, at) => {
        const bytes = encode(parts.join(''));
        expect(eventsOf(split(bytes, at))).toEqual(eventsOf([bytes]));
      }),
    );
  });

  it('is what the SDK reads', async () => {
    const line = fc.constantFrom('data: {"a":1}', 'data:[2]', 'data: "🚀"', ': comment', 'event: chunk\ndata: 3');
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 10 }), lineEnd, cuts, async (lines, end, at) => {
        const bytes = encode(lines.map((each) => `${each.replaceAll('\n', end)}${end}${end}`).join(''));
        const events = eventsOf(split(bytes, at)).map((data) => JSON.parse(data));
        expect(events).toEqual(await readBySdk(bytes));
      }),
    );
  });

  it('fails on bytes that are not UTF-8, however they were cut into packets', () => {
    const broken = fc.constantFrom([0xff], [0xc0, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0x80]);
    fc.assert(
      fc.property(broken, fc.boolean(), cuts, (wrong, isLine, at) => {
        const packets = split(Uint8Array.from([0x61, ...wrong, ...(isLine ? [0x0a] : [])]), at);
        expect(() => eventsOf(packets)).toThrow(
          expect.objectContaining({ failure: expect.objectContaining({ code: 'invalid_utf8' }) }),
        );
      }),
    );
  });

  it('is bounded by line and by event, not by stream', () => {
    const tooLarge = expect.objectContaining({
      failure: expect.objectContaining({ code: 'too_large', stage: 'stream' }),
    });
    const line = encode(`data: ${'x'.repeat(1_000_000)}\n`);
    const event = Buffer.concat([line, encode('\n')]);
    expect(eventsOf(Array.from({ length: 20 }, () => event))).toHaveLength(20);
    expect(() => eventsOf(Array.from({ length: 20 }, () => line))).toThrow(tooLarge);
    expect(() => eventsOf(Array.from({ length: 20 }, () => line.subarray(0, 1_000_000)))).toThrow(tooLarge);
  });
});
