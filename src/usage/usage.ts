/** Tokens of an answer. Unknown numbers are undefined, never 0. */
export interface Usage {
  /** All of the prompt: what was cached included. */
  readonly prompt_tokens?: number;
  /** All of the answer: reasoning included. */
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
 * Reads the `usage` of a completion or a chunk, in the shapes of OpenAI, OpenRouter, DeepSeek, vLLM, Anthropic and
 * Gemini, into one: each count holds its parts. A number that is missing, negative, not finite or no number is left
 * out; undefined when nothing is left.
 */
export function usageOf(raw: unknown): Usage | undefined {
  if (!isRecord(raw)) return undefined;
  const counts =
    'promptTokenCount' in raw ? geminiCounts(raw) : 'input_tokens' in raw ? inputCounts(raw) : chatCounts(raw);
  const known = Object.entries({ ...counts, reported_cost_usd: amount(raw.cost) }).filter(
    ([, value]) => value !== undefined,
  );
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

type Counts = { readonly [K in keyof Usage]: number | undefined };

/** OpenAI's chat completions, and what other servers put beside their fields. */
function chatCounts(raw: Fields): Counts {
  const prompt = fieldsOf(raw.prompt_tokens_details);
  const hit = count(raw.prompt_cache_hit_tokens);
  const promptTokens = count(raw.prompt_tokens) ?? sumOf(hit, count(raw.prompt_cache_miss_tokens));
  const completionTokens = count(raw.completion_tokens);
  const reasoning = count(fieldsOf(raw.completion_tokens_details).reasoning_tokens);
  const outside = tokensOutside(count(raw.total_tokens), promptTokens, completionTokens);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens === undefined ? undefined : completionTokens + outside,
    cached_read_tokens: count(prompt.cached_tokens) ?? hit ?? count(raw.cache_read_input_tokens),
    cache_write_tokens: count(prompt.cache_write_tokens) ?? count(raw.cache_creation_input_tokens),
    reasoning_tokens: reasoning ?? (outside > 0 ? outside : undefined),
  };
}

/** xAI and Gemini's chat completions count reasoning in the total only; it is charged as the answer is. */
function tokensOutside(total: number | undefined, prompt: number | undefined, completion: number | undefined): number {
  if (total === undefined || prompt === undefined || completion === undefined) return 0;
  return Math.max(0, total - prompt - completion);
}

/** Anthropic's messages, where `input_tokens` leaves out what was cached; OpenAI's responses, where it does not. */
function inputCounts(raw: Fields): Counts {
  const details = fieldsOf(raw.input_tokens_details);
  const read = count(raw.cache_read_input_tokens);
  const written = count(raw.cache_creation_input_tokens);
  const input = count(raw.input_tokens);
  return {
    prompt_tokens: input === undefined ? undefined : input + (read ?? 0) + (written ?? 0),
    completion_tokens: count(raw.output_tokens),
    cached_read_tokens: read ?? count(details.cached_tokens),
    cache_write_tokens: written ?? count(details.cache_write_tokens),
    reasoning_tokens: count(fieldsOf(raw.output_tokens_details).reasoning_tokens),
  };
}

/** `promptTokenCount` holds what was cached; thoughts and the prompts of tools stand outside the other counts. */
function geminiCounts(raw: Fields): Counts {
  const prompt = count(raw.promptTokenCount);
  const thoughts = count(raw.thoughtsTokenCount);
  return {
    prompt_tokens: prompt === undefined ? undefined : prompt + (count(raw.toolUsePromptTokenCount) ?? 0),
    completion_tokens: sumOf(count(raw.candidatesTokenCount), thoughts ?? 0),
    cached_read_tokens: count(raw.cachedContentTokenCount),
    cache_write_tokens: undefined,
    reasoning_tokens: thoughts,
  };
}

function sumOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function amount(value: unknown): number | undefined {
  return Number.isFinite(value) && (value as number) >= 0 ? (value as number) : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = {};

function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : nothing;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
