import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tallyUsage, usageOf } from '../../src/usage/usage.js';

const tallied = (...chunks: readonly unknown[]) => {
  const tally = tallyUsage();
  for (const chunk of chunks) tally.note(chunk);
  return tally.usage;
};

describe('the usage of a stream', () => {
  it('is unknown until some chunk tells of it', () => {
    expect(tallied({ choices: [] }, null, 'chunk', { usage: null }, { usage: { prompt_tokens: '1' } })).toBeUndefined();
  });

  it.each([
    [
      'at the end, beside no choice',
      [
        { choices: [{ delta: {} }], usage: null },
        { choices: [], usage: { prompt_tokens: 3, completion_tokens: 5 } },
      ],
    ],
    [
      'with the finish reason, and chunks after it',
      [
        { choices: [{ delta: {} }], usage: { prompt_tokens: 3, completion_tokens: 5 } },
        { choices: [], usage: null },
      ],
    ],
    [
      'in every chunk, growing',
      [1, 3, 5].map((completion_tokens) => ({ usage: { prompt_tokens: 3, completion_tokens } })),
    ],
    ["in Groq's own place", [{ choices: [], x_groq: { usage: { prompt_tokens: 3, completion_tokens: 5 } } }]],
    ["in Moonshot's choice", [{ choices: [{ delta: {}, usage: { prompt_tokens: 3, completion_tokens: 5 } }] }]],
  ])('is read where it stands: %s', (_where, chunks) => {
    expect(tallied(...chunks)).toEqual({ prompt_tokens: 3, completion_tokens: 5 });
  });

  it("is the last of OpenAI's, not the largest: a server may correct itself", () => {
    expect(
      tallied(
        { usage: { prompt_tokens: 30, completion_tokens: 50 } },
        { usage: { prompt_tokens: 20, completion_tokens: 40 } },
      ),
    ).toEqual({ prompt_tokens: 20, completion_tokens: 40 });
  });

  it('has the tier that any chunk told', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2 };
    for (const chunks of [
      [{ service_tier: 'flex' }, { usage, service_tier: null }],
      [{ usage }, { service_tier: 'flex' }],
    ]) {
      expect(tallied(...chunks)).toEqual({ ...usage, service_tier: 'flex' });
    }
  });
});

describe("the usage of Anthropic's stream", () => {
  // https://platform.claude.com/docs/en/build-with-claude/streaming
  it('joins the prompt of the first event with the answer of the last', () => {
    const usage = tallied({ usage: { input_tokens: 25, output_tokens: 1 } }, { usage: { output_tokens: 15 } });
    expect(usage).toEqual({ prompt_tokens: 25, completion_tokens: 15 });
  });

  it('knows no prompt where only the last event came', () => {
    expect(tallied({ usage: { output_tokens: 15 } })).toEqual({ completion_tokens: 15 });
  });

  it('keeps what was cached, and for how long, when later events leave that out or are null', () => {
    const start = {
      ...{ input_tokens: 4, cache_read_input_tokens: 2455, cache_creation_input_tokens: 90, output_tokens: 1 },
      cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 40 },
    };
    const end = { input_tokens: null, cache_read_input_tokens: 0, cache_creation: null, output_tokens: 23 };
    expect(tallied({ usage: start }, { usage: end })).toEqual({
      ...{ prompt_tokens: 2549, completion_tokens: 23, cached_read_tokens: 2455 },
      ...{ cache_write_tokens: 90, cache_write_1h_tokens: 40 },
    });
  });

  it('takes the grown prompt of an answer that searched the web', () => {
    const start = { input_tokens: 2679, cache_read_input_tokens: 0, cache_creation_input_tokens: 0, output_tokens: 3 };
    const end = { ...start, input_tokens: 10_682, output_tokens: 510, server_tool_use: { web_search_requests: 1 } };
    expect(tallied({ usage: start }, { usage: end })).toMatchObject({
      ...{ prompt_tokens: 10_682, completion_tokens: 510, web_searches: 1 },
    });
  });

  it('is that of the whole, however often counts are told on the way', () => {
    const cumulative = fc
      .array(fc.nat(10_000), { minLength: 1, maxLength: 10 })
      .map((outputs) => outputs.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), cumulative, (input_tokens, cache_read_input_tokens, outputs) => {
        const start = { input_tokens, cache_read_input_tokens, output_tokens: 0 };
        const chunks = [start, ...outputs.map((output_tokens) => ({ output_tokens }))].map((usage) => ({ usage }));
        const whole = usageOf({ usage: { ...start, output_tokens: outputs.at(-1) } });
        expect(tallied(...chunks)).toEqual(whole);
      }),
    );
  });
});
