import { describe, expect, it } from 'vitest';
import { collectAnswer } from '../../src/execute/collect-answer.js';

const delta = (delta: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});

function collected(...chunks: readonly unknown[]) {
  const collector = collectAnswer();
  for (const chunk of chunks) collector.note(chunk);
  return collector.answer;
}

describe('a collected answer', () => {
  it('joins text and the finish reason', () => {
    expect(
      collected(delta({ role: 'assistant' }), delta({ content: 'He' }), delta({ content: 'y' }), delta({}, 'stop'), {
        choices: [],
        usage: {},
      }),
    ).toEqual({
      text: 'Hey',
      toolCalls: [],
      finishReason: 'stop',
    });
  });

  it('joins tool calls by their index', () => {
    const call = (index: number, part: object) => delta({ tool_calls: [{ index, function: part }] });
    const answer = collected(
      call(1, { name: 'b', arguments: '' }),
      call(0, { name: 'a', arguments: '{"x"' }),
      call(1, { arguments: '{}' }),
      call(0, { arguments: ':1}' }),
    );
    expect(answer.toolCalls).toEqual([
      { name: 'a', arguments: '{"x":1}' },
      { name: 'b', arguments: '{}' },
    ]);
  });

  it('begins anew where the stream does', () => {
    expect(
      collected(
        delta({ content: 'void' }),
        { choices: [], routing_event: { type: 'stream-restart' } },
        delta({ content: 'anew' }),
      ).text,
    ).toBe('anew');
    expect(
      collected(
        delta({ content: 'and ' }),
        { choices: [], routing_event: { type: 'stream-continue' } },
        delta({ content: 'on' }),
      ).text,
    ).toBe('and on');
  });

  it('has room for all of an answer that begins anew', () => {
    const long = 'x'.repeat(800_000);
    const anew = { choices: [], routing_event: { type: 'stream-restart' } };
    const answer = collected(delta({ content: long }, 'length'), anew, delta({ content: long }));
    expect(answer.text).toBe(long);
    expect(answer.cut).toBeUndefined();
    expect(answer.finishReason).toBeUndefined();
  });

  it('is of the first choice only, and takes garbage for nothing', () => {
    expect(
      collected(
        null,
        'x',
        { choices: [null] },
        { choices: [{ index: 1, delta: { content: 'b' } }] },
        delta({ content: 'a', tool_calls: [null, {}] }),
      ).text,
    ).toBe('a');
  });

  it('keeps a bounded part of an endless answer, and says so', () => {
    const answer = collected(...Array.from({ length: 11 }, () => delta({ content: 'x'.repeat(100_000) })));
    expect(answer.text).toHaveLength(1_000_000);
    expect(answer.cut).toBe(true);
  });
});
