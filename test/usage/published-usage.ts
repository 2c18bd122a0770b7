import type { Price } from '../../src/policy/policy-document.generated.js';

/**
 * What a provider, or somebody who compared with its bill, has published. Each entry names the page that the provider
 * publishes its prices on. Read on that page itself: Anthropic's of Claude Opus, OpenRouter, xAI, DeepSeek. Read where
 * others quote it: Claude Sonnet and Haiku (docs.electronhub.ai/guides/prompt-caching has the same table; two entries
 * come to what was billed), gpt-4o and gpt-5-mini (docs.rs/openai-models; defog-ai/defog#303), gpt-4o-audio-preview
 * (aitoolrank.net), Gemini 2.5 Pro and 3 Pro (the questions named under usageFrom; the first as in LiteLLM's list).
 */
export interface PublishedUsage {
  readonly what: string;
  /** Where the usage is published. */
  readonly usageFrom: string;
  /** Where the prices are published; USD per million tokens. */
  readonly pricesFrom: string;
  readonly answer: object;
  readonly price?: Price;
  /** Millionths of a USD. */
  readonly microUsd: number;
}

const anthropicPricing = 'https://platform.claude.com/docs/en/about-claude/pricing';
const promptCaching = 'https://platform.claude.com/docs/en/build-with-claude/prompt-caching';
const sonnet: Price = { prompt: 3, completion: 15, cached_read: 0.3, cache_write: 3.75, cache_write_1h: 6 };
const haiku35: Price = { prompt: 0.8, completion: 4, cached_read: 0.08, cache_write: 1, cache_write_1h: 1.6 };
const opus48: Price = { prompt: 5, completion: 25, cached_read: 0.5, cache_write: 6.25, cache_write_1h: 10 };
const gpt5mini: Price = {
  prompt: 0.25,
  completion: 2,
  cached_read: 0.025,
  service_tiers: { flex: { prompt: 0.125, completion: 1, cached_read: 0.0125 } },
};

/** Examples of providers' own documentation. */
export const documented: readonly PublishedUsage[] = [
  {
    what: 'OpenAI: a prompt read from the cache',
    usageFrom: 'https://developers.openai.com/api/docs/guides/prompt-caching',
    pricesFrom: 'https://developers.openai.com/api/docs/pricing (gpt-4o)',
    answer: {
      service_tier: 'default',
      usage: {
        prompt_tokens: 2006,
        completion_tokens: 300,
        total_tokens: 2306,
        prompt_tokens_details: { cached_tokens: 1920, audio_tokens: 0 },
        completion_tokens_details: {
          ...{ reasoning_tokens: 0, audio_tokens: 0 },
          ...{ accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
        },
      },
    },
    price: { prompt: 2.5, completion: 10, cached_read: 1.25 },
    microUsd: 86 * 2.5 + 1920 * 1.25 + 300 * 10,
  },
  {
    what: 'OpenRouter, which reports what it charged',
    usageFrom: 'https://openrouter.ai/docs/use-cases/usage-accounting',
    pricesFrom: 'the answer itself',
    answer: {
      usage: {
        completion_tokens: 2,
        completion_tokens_details: { reasoning_tokens: 0 },
        cost: 0.95,
        cost_details: { upstream_inference_cost: 19 },
        prompt_tokens: 194,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        total_tokens: 196,
      },
    },
    price: { prompt: 1, completion: 1 },
    microUsd: 950_000,
  },
  {
    what: 'Anthropic: a book written to the cache',
    usageFrom: promptCaching,
    pricesFrom: `${anthropicPricing} (Claude Sonnet 4.5, 5m cache writes)`,
    answer: {
      usage: { cache_creation_input_tokens: 188_086, cache_read_input_tokens: 0, input_tokens: 21, output_tokens: 393 },
    },
    price: sonnet,
    microUsd: 21 * 3 + 188_086 * 3.75 + 393 * 15,
  },
  {
    what: 'Anthropic: the same book read from the cache',
    usageFrom: promptCaching,
    pricesFrom: `${anthropicPricing} (Claude Sonnet 4.5, cache hits)`,
    answer: {
      usage: { cache_creation_input_tokens: 0, cache_read_input_tokens: 188_086, input_tokens: 21, output_tokens: 393 },
    },
    price: sonnet,
    microUsd: 21 * 3 + 188_086 * 0.3 + 393 * 15,
  },
  {
    what: 'Anthropic: writes for five minutes and for an hour in one prompt',
    usageFrom: `${promptCaching} (1-hour cache duration)`,
    pricesFrom: `${anthropicPricing} (Claude Sonnet 4.5, 5m and 1h cache writes)`,
    answer: {
      usage: {
        input_tokens: 2048,
        cache_read_input_tokens: 1800,
        cache_creation_input_tokens: 248,
        output_tokens: 503,
        cache_creation: { ephemeral_5m_input_tokens: 148, ephemeral_1h_input_tokens: 100 },
      },
    },
    price: sonnet,
    microUsd: 2048 * 3 + 1800 * 0.3 + 148 * 3.75 + 100 * 6 + 503 * 15,
  },
  {
    what: 'xAI, which reports what it charged',
    usageFrom: 'https://docs.x.ai/developers/cost-tracking',
    pricesFrom: 'the answer itself: 10^10 ticks are 1 USD',
    answer: { usage: { prompt_tokens: 1, completion_tokens: 1, cost_in_usd_ticks: 37_756_000 } },
    price: { prompt: 1, completion: 1 },
    microUsd: 3775.6,
  },
];

/** Answers that others published, most of them because another program got their cost wrong. */
export const reported: readonly PublishedUsage[] = [
  {
    what: 'Anthropic: what its console billed, and LiteLLM charged 1.7 times (written tokens counted twice)',
    usageFrom: 'https://github.com/BerriAI/litellm/issues/9812',
    pricesFrom: `${anthropicPricing} (Claude Sonnet 3.7); the console's bill is in the issue: 4.614 + 0.825 cents`,
    answer: {
      usage: { input_tokens: 3, cache_creation_input_tokens: 12_304, cache_read_input_tokens: 0, output_tokens: 550 },
    },
    price: sonnet,
    microUsd: 54_399,
  },
  {
    what: 'Anthropic behind LiteLLM, streamed: charged 7 times (cached_tokens is 0 beside what was read)',
    usageFrom: 'https://github.com/BerriAI/litellm/issues/11789',
    pricesFrom: `${anthropicPricing} (Claude Haiku 3.5); the true cost is in the issue: 0.000292 USD`,
    answer: {
      usage: {
        total_tokens: 2482,
        prompt_tokens: 2459,
        completion_tokens: 23,
        prompt_tokens_details: { audio_tokens: null, cached_tokens: 0 },
        cache_read_input_tokens: 2455,
        completion_tokens_details: { audio_tokens: null, reasoning_tokens: 0 },
        cache_creation_input_tokens: 0,
      },
    },
    price: haiku35,
    microUsd: 4 * 0.8 + 2455 * 0.08 + 23 * 4,
  },
  {
    what: 'Anthropic behind LiteLLM, streamed: charged 7 times (what was written stands outside the prompt)',
    usageFrom: 'https://github.com/BerriAI/litellm/issues/11364',
    pricesFrom: `${anthropicPricing} (Claude Sonnet 4); the prompt that was not cached had 6 tokens`,
    answer: {
      usage: {
        ...{ total_tokens: 31_048, prompt_tokens: 30_946, completion_tokens: 102 },
        prompt_tokens_details: { audio_tokens: null, cached_tokens: 0 },
        ...{ cache_read_input_tokens: 30_940, cache_creation_input_tokens: 460 },
        completion_tokens_details: { audio_tokens: null, reasoning_tokens: 0 },
      },
    },
    price: sonnet,
    microUsd: 6 * 3 + 30_940 * 0.3 + 460 * 3.75 + 102 * 15,
  },
  {
    what: 'the same server later: everything inside the prompt, and told twice',
    usageFrom: 'https://github.com/BerriAI/litellm/issues/11364 (comment of 2026-01-19)',
    pricesFrom: `${anthropicPricing} (Claude Opus 4.5)`,
    answer: {
      usage: {
        ...{ total_tokens: 103_925, prompt_tokens: 98_805, completion_tokens: 5120 },
        prompt_tokens_details: { cached_tokens: 66_360, cache_creation_tokens: 32_435 },
        ...{ cache_read_input_tokens: 66_360, cache_creation_input_tokens: 32_435 },
        completion_tokens_details: { reasoning_tokens: 1710 },
      },
    },
    price: opus48,
    microUsd: 10 * 5 + 66_360 * 0.5 + 32_435 * 6.25 + 5120 * 25,
  },
  {
    what: 'Gemini behind LiteLLM: charged 4 times (text_tokens holds the cached ones), a prompt of the longer tier',
    usageFrom: 'https://github.com/BerriAI/litellm/issues/14849',
    pricesFrom:
      'https://ai.google.dev/gemini-api/docs/pricing (Gemini 2.5 Pro in September 2025, above 200,000 tokens)',
    answer: {
      usage: {
        ...{ total_tokens: 264_704, prompt_tokens: 262_960, completion_tokens: 1744 },
        prompt_tokens_details: { text_tokens: 262_960, cached_tokens: 257_955 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    },
    price: {
      ...{ prompt: 1.25, completion: 10, cached_read: 0.3125 },
      longer: [{ above: 200_000, prompt: 2.5, completion: 15, cached_read: 0.625 }],
    },
    microUsd: 5005 * 2.5 + 257_955 * 0.625 + 1744 * 15,
  },
  {
    what: 'Anthropic: 600,000 tokens written for five minutes and 400,000 for an hour, undercounted by a fifth',
    usageFrom: 'https://github.com/earendil-works/pi/pull/5738',
    pricesFrom: `${anthropicPricing} (Claude Opus 4.8); the true cost is in the pull request: 7.75 USD`,
    answer: {
      usage: {
        input_tokens: 0,
        output_tokens: 0,
        cache_creation_input_tokens: 1_000_000,
        cache_creation: { ephemeral_5m_input_tokens: 600_000, ephemeral_1h_input_tokens: 400_000 },
      },
    },
    price: opus48,
    microUsd: 7_750_000,
  },
  {
    what: "OpenAI's responses: charged 5 times (cached tokens under the names of the other API)",
    usageFrom: 'https://github.com/BerriAI/litellm/issues/35127',
    pricesFrom: 'the issue: 5, 0.5 and 6.25; the true cost is there, too: 0.166250 USD',
    answer: {
      usage: {
        input_tokens: 172_000,
        input_tokens_details: { cached_tokens: 155_000, cache_write_tokens: 3000 },
        output_tokens: 0,
      },
    },
    price: opus48,
    microUsd: 166_250,
  },
  {
    what: "OpenAI's flex tier: charged twice",
    usageFrom: 'https://github.com/defog-ai/defog/pull/303 (and BerriAI/litellm#13810)',
    pricesFrom: 'https://developers.openai.com/api/docs/pricing (gpt-5-mini, standard and flex); 0.06375 cents there',
    answer: {
      service_tier: 'flex',
      usage: { prompt_tokens: 2000, completion_tokens: 500, prompt_tokens_details: { cached_tokens: 1000 } },
    },
    price: gpt5mini,
    microUsd: 637.5,
  },
  {
    what: 'the same answer of the standard tier',
    usageFrom: 'https://github.com/defog-ai/defog/pull/303',
    pricesFrom: 'as before; 0.1275 cents there',
    answer: {
      service_tier: 'default',
      usage: { prompt_tokens: 2000, completion_tokens: 500, prompt_tokens_details: { cached_tokens: 1000 } },
    },
    price: gpt5mini,
    microUsd: 1275,
  },
  {
    what: 'Gemini, with thoughts beside the candidates (Langfuse left them out)',
    usageFrom: 'https://github.com/langfuse/langfuse/issues/12531',
    pricesFrom: 'https://ai.google.dev/gemini-api/docs/pricing (Gemini 3 Pro: 2 and 12, quoted in the issue)',
    answer: {
      usage: { thoughtsTokenCount: 495, promptTokenCount: 324, candidatesTokenCount: 1364, totalTokenCount: 2183 },
    },
    price: { prompt: 2, completion: 12 },
    microUsd: 324 * 2 + (1364 + 495) * 12,
  },
  {
    what: 'Gemini, with thoughts and a cached prompt',
    usageFrom: 'https://discuss.ai.google.dev/t/question-about-gemini-api-caching-pricing/107349',
    pricesFrom:
      'https://ai.google.dev/gemini-api/docs/pricing (Gemini 2.5 Pro; its cache prices are quoted in the question)',
    answer: {
      usage: {
        promptTokenCount: 11_500,
        candidatesTokenCount: 1000,
        totalTokenCount: 22_500,
        cachedContentTokenCount: 10_000,
        thoughtsTokenCount: 10_000,
      },
    },
    price: {
      prompt: 1.25,
      completion: 10,
      cached_read: 0.125,
      longer: [{ above: 200_000, prompt: 2.5, completion: 15, cached_read: 0.25 }],
    },
    microUsd: 1500 * 1.25 + 10_000 * 0.125 + 11_000 * 10,
  },
  {
    what: 'xAI: charged twice (text_tokens holds the cached ones)',
    usageFrom: 'https://github.com/BerriAI/litellm/pull/19772',
    pricesFrom: 'made up, as the pull request has none',
    answer: {
      usage: {
        prompt_tokens: 616,
        completion_tokens: 0,
        total_tokens: 616,
        prompt_tokens_details: { text_tokens: 616, cached_tokens: 615, audio_tokens: 0, image_tokens: 0 },
      },
    },
    price: { prompt: 3, completion: 15, cached_read: 0.75 },
    microUsd: 3 + 615 * 0.75,
  },
  {
    what: 'DeepSeek: hits and misses',
    usageFrom: 'calls of its API in a public repository: prompt 8537, of which 7936 are hits, and one token of answer',
    pricesFrom: 'https://api-docs.deepseek.com/quick_start/pricing-details-usd (deepseek-chat)',
    answer: {
      usage: {
        prompt_tokens: 8537,
        prompt_cache_hit_tokens: 7936,
        prompt_cache_miss_tokens: 601,
        completion_tokens: 1,
        total_tokens: 8538,
      },
    },
    price: { prompt: 0.27, completion: 1.1, cached_read: 0.07 },
    microUsd: 601 * 0.27 + 7936 * 0.07 + 1.1,
  },
  {
    what: 'vLLM, with its prefix cache (LiteLLM left the cached ones out)',
    usageFrom: 'https://github.com/BerriAI/litellm/issues/22984',
    pricesFrom: 'made up, as a server of your own has none',
    answer: {
      usage: {
        total_tokens: 150_687,
        prompt_tokens: 150_383,
        completion_tokens: 304,
        prompt_tokens_details: { text_tokens: null, audio_tokens: null, image_tokens: null, cached_tokens: 149_936 },
        completion_tokens_details: { text_tokens: null, audio_tokens: null, image_tokens: null, reasoning_tokens: 15 },
      },
    },
    price: { prompt: 0.2, completion: 0.6, cached_read: 0.02 },
    microUsd: 447 * 0.2 + 149_936 * 0.02 + 304 * 0.6,
  },
  {
    what: 'OpenAI: audio in the prompt, charged nothing by LiteLLM where the price names no audio (#37661)',
    usageFrom: 'https://github.com/openai/openai-python/issues/2554 (the prompt), with 10 tokens of answer',
    pricesFrom:
      'https://developers.openai.com/api/docs/pricing (gpt-4o-audio-preview: 40 for audio in, 80 for audio out)',
    answer: {
      usage: {
        prompt_tokens: 32,
        completion_tokens: 10,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 21, text_tokens: 11, image_tokens: 0 },
        completion_tokens_details: { audio_tokens: 6, text_tokens: 4 },
      },
    },
    price: { prompt: 2.5, completion: 10, audio_prompt: 40, audio_completion: 80 },
    microUsd: 11 * 2.5 + 21 * 40 + 4 * 10 + 6 * 80,
  },
];
