/** Tokens of an answer. Unknown numbers are undefined, never 0. */
export interface Usage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  /** Of the prompt tokens: read from the provider's cache. */
  readonly cached_read_tokens?: number;
  /** Of the prompt tokens: written to the provider's cache. */
  readonly cache_write_tokens?: number;
  /** Of the completion tokens: spent on reasoning. */
  readonly reasoning_tokens?: number;
  /** USD, as the provider reported it. */
  readonly reported_cost_usd?: number;
}

/**
 * Reads the `usage` object of a completion or a chunk, in the shapes of OpenAI and OpenRouter. A number that is missing,
 * negative, not finite or no number is left out; undefined when nothing is left.
 */
export function usageOf(raw: unknown): Usage | undefined {
  if (!isRecord(raw)) return undefined;
  const prompt = recordOf(raw.prompt_tokens_details);
  const completion = recordOf(raw.completion_tokens_details);
  const usage: { -readonly [K in keyof Usage]: Usage[K] } = {};
  let isKnown = false;
  const note = (name: keyof Usage, value: number | undefined): void => {
    if (value === undefined) return;
    usage[name] = value;
    isKnown = true;
  };
  note('prompt_tokens', count(raw.prompt_tokens));
  note('completion_tokens', count(raw.completion_tokens));
  note('cached_read_tokens', count(prompt.cached_tokens));
  note('cache_write_tokens', count(prompt.cache_write_tokens));
  note('reasoning_tokens', count(completion.reasoning_tokens));
  note('reported_cost_usd', amount(raw.cost));
  return isKnown ? usage : undefined;
}

function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function amount(value: unknown): number | undefined {
  return Number.isFinite(value) && (value as number) >= 0 ? (value as number) : undefined;
}

const nothing: Record<string, unknown> = {};

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : nothing;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
