import type { Price } from '../policy/policy-document.generated.js';

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
}

/** The worst case over the prices of every model that may answer; USD per million tokens. */
export function worstCase(
  prices: readonly (Price | undefined)[],
  { promptTokens, limit, choices }: AttemptBounds,
): WorstCase {
  const answers = limit * choices;
  const costs = prices.map((price) => mostUsd(price, promptTokens, answers));
  const usd = costs.some((cost) => cost === undefined) ? undefined : Math.max(...(costs as number[]));
  return { usd, tokens: promptTokens === undefined ? undefined : promptTokens + answers };
}

function mostUsd(price: Price | undefined, promptTokens: number | undefined, answerTokens: number): number | undefined {
  if (price === undefined) return undefined;
  const perPrompt = dearestPrompt(price);
  if (promptTokens === undefined && perPrompt > 0) return undefined;
  return ((promptTokens ?? 0) * perPrompt + answerTokens * dearestCompletion(price)) / 1e6;
}

/** The dearest kind of prompt token. */
export function dearestPrompt({ prompt, cached_read = 0, cache_write = 0 }: Price): number {
  return Math.max(prompt, cached_read, cache_write);
}

/** The dearest kind of token of an answer. */
export function dearestCompletion({ completion, reasoning = 0 }: Price): number {
  return Math.max(completion, reasoning);
}
