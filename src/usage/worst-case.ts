import type { Price } from '../policy/policy-document.generated.js';
import { dearestRates } from './price-rates.js';

/** The most that an attempt can come to. */
export interface WorstCase {
  /** Undefined when it cannot be bounded: no price, or a prompt whose tokens cannot be. */
  readonly usd: number | undefined;
  /** Prompt and answers. */
  readonly tokens: number | undefined;
}

/** What an attempt sends and asks for. */
export interface AttemptBounds {
  /** Tokens of the prompt at most; undefined when that cannot be said. */
  readonly promptTokens: number | undefined;
  /** Tokens of one answer at most. */
  readonly limit: number;
  /** Answers asked for. */
  readonly choices: number;
  /** Images in the prompt; undefined when that cannot be said. */
  readonly images?: number | undefined;
}

/** The worst case over the prices of every model that may answer; USD per million tokens. */
export function worstCase(
  prices: readonly (Price | undefined)[],
  { promptTokens, limit, choices, images }: AttemptBounds,
): WorstCase {
  const answers = limit * choices;
  const costs = prices.map((price) => mostUsd(price, promptTokens, answers, images));
  const usd = costs.some((cost) => cost === undefined) ? undefined : Math.max(...(costs as number[]));
  return { usd, tokens: promptTokens === undefined ? undefined : promptTokens + answers };
}

function mostUsd(
  price: Price | undefined,
  promptTokens: number | undefined,
  answerTokens: number,
  images: number | undefined,
): number | undefined {
  if (price === undefined) return undefined;
  const perPrompt = dearestPrompt(price, promptTokens);
  if (promptTokens === undefined && perPrompt > 0) return undefined;
  const perRequest = requestUsd(price, images);
  if (perRequest === undefined) return undefined;
  const tokens = (promptTokens ?? 0) * perPrompt + answerTokens * dearestCompletion(price, promptTokens);
  return tokens / 1e6 + perRequest;
}

/** What is charged beside tokens, in USD; undefined when images have a price and there is no saying how many. */
export function requestUsd({ request = 0, image = 0 }: Price, images: number | undefined): number | undefined {
  if (image > 0 && images === undefined) return undefined;
  return request + (images ?? 0) * image;
}

/** The dearest kind of prompt token, in prompts of at most so many; in any when that is undefined. */
export function dearestPrompt(price: Price, promptTokens?: number): number {
  const { prompt, cached_read, cache_write, cache_write_1h = 0 } = dearestRates(price, promptTokens);
  return Math.max(prompt, cached_read, cache_write, cache_write_1h);
}

/** The dearest kind of token of an answer, to prompts of at most so many; to any when that is undefined. */
export function dearestCompletion(price: Price, promptTokens?: number): number {
  const { completion, reasoning, audio_completion = 0, image_completion = 0 } = dearestRates(price, promptTokens);
  return Math.max(completion, reasoning, audio_completion, image_completion);
}
