import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOpenRouterModels } from '../../src/catalogue/read-openrouter-models.js';
import type { CatalogueModel } from '../../src/policy/catalogue-document.generated.js';
import { isFreePrice } from '../../src/policy/is-free-price.js';

const modelsOf = (...data: unknown[]) => {
  const read = readOpenRouterModels({ data });
  return 'models' in read ? read.models : read.problem;
};

describe('readOpenRouterModels', () => {
  it('reads prices per token as prices per million, and what the model takes', () => {
    expect(
      modelsOf({
        id: 'vendor/large',
        context_length: 400_000,
        architecture: { input_modalities: ['text', 'image', 'file'], output_modalities: ['text'] },
        pricing: {
          prompt: '0.0000001',
          completion: '0.0000006',
          input_cache_read: '0.00000001',
          input_cache_write: '0.000000125',
          request: '0',
          image: '0.0048',
          audio: '0.00004',
          web_search: '0.01',
          internal_reasoning: '0',
          overrides: [{ min_prompt_tokens: 272_000, prompt: '0.0000002', completion: '0.0000009' }],
        },
        top_provider: { context_length: 272_000, max_completion_tokens: 128_000, is_moderated: true },
        supported_parameters: [
          'tools',
          'structured_outputs',
          'temperature',
          'max_tokens',
          'include_reasoning',
          'unheard_of',
        ],
      }),
    ).toEqual([
      {
        id: 'vendor/large',
        context: 272_000,
        max_output: 128_000,
        price: {
          prompt: 0.1,
          completion: 0.6,
          cached_read: 0.01,
          cache_write: 0.125,
          audio_prompt: 40,
          image: 0.0048,
          web_search: 0.01,
          longer: [{ above: 271_999, prompt: 0.2, completion: 0.9 }],
        },
        abilities: ['tools', 'vision', 'json_schema'],
        supported_params: ['tools', 'structured_outputs', 'temperature', 'max_tokens', 'include_reasoning'],
      },
    ]);
  });

  it('leaves a price that is negative, missing or no number unknown, and never free', () => {
    const pricings = [
      { prompt: '-1', completion: '-1' },
      { prompt: '0' },
      { prompt: '', completion: '0' },
      null,
      'free',
    ];
    for (const pricing of pricings) {
      const models = modelsOf({ id: 'a', pricing });
      expect(models).toEqual([{ id: 'a' }]);
      expect(isFreePrice(undefined)).toBe(false);
    }
  });

  it('knows free models', () => {
    const [model] = modelsOf({ id: 'a:free', pricing: { prompt: '0', completion: '0' } });
    expect(isFreePrice((model as CatalogueModel).price)).toBe(true);
    expect(isFreePrice({ prompt: 0, completion: 0, request: 0.01 })).toBe(false);
    expect(isFreePrice({ prompt: 0, completion: 0, longer: [{ above: 10, prompt: 1 }] })).toBe(false);
  });

  it('sorts by id, keeps the first of two, and counts what has no id', () => {
    const data = [{ id: 'b', context_length: 1 }, { id: 'a' }, { id: 'b', context_length: 2 }, {}];
    expect(readOpenRouterModels({ data })).toEqual({ models: [{ id: 'a' }, { id: 'b', context: 1 }], unreadable: 1 });
  });

  it.each([
    [undefined, 'no list'],
    ['<html>', 'no list'],
    [{ error: { code: 500 } }, 'no list'],
    [{ data: {} }, 'no list'],
    [{ data: [] }, 'no model'],
    [{ data: [{ id: 'a' }, 1, null] }, '2 of its 3'],
  ])('refuses %j', (answer, problem) => {
    expect(readOpenRouterModels(answer)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('reads or refuses anything at all, and finds no negative price', () => {
    const rate = fc.oneof(fc.double().map(String), fc.anything());
    const pricing = fc.record({ prompt: rate, completion: rate, input_cache_read: rate, overrides: fc.anything() });
    const entry = fc.oneof(fc.anything(), fc.record({ id: fc.string({ minLength: 1 }), pricing }));
    fc.assert(
      fc.property(fc.record({ data: fc.array(entry) }), (answer) => {
        const read = readOpenRouterModels(answer);
        for (const { price } of 'models' in read ? read.models : []) {
          const { longer, ...rates } = price ?? { prompt: 0 };
          expect(Math.min(...(Object.values(rates) as number[]))).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
