import type { Fields } from '../fields.js';
import { amount, count, fieldsOf, largest, sumOf } from './raw-fields.js';
import type { Usage } from './usage.js';
import { wholesOf } from './wholes-of.js';

/** Reads one `usage`; `tier` stands beside it in OpenAI's answers. Undefined when nothing is known. */
export function usageIn(raw: Fields | undefined, tier: unknown): Usage | undefined {
  if (raw === undefined) return undefined;
  const known = Object.entries({ ...countsOf(raw), web_searches: webSearches(raw), reported_cost_usd: reported(raw) });
  const found = known.filter(([, value]) => value !== undefined);
  if (found.length === 0) return undefined;
  const served = tierOf(raw, tier);
  return Object.fromEntries(served === undefined ? found : [...found, ['service_tier', served]]);
}

type Counts = { readonly [K in keyof Usage]?: number | undefined };

function countsOf(raw: Fields): Counts {
  if ('promptTokenCount' in raw) return geminiCounts(raw);
  // Some servers have both, one of them full of zeros.
  const isOther = count(raw.prompt_tokens) === undefined && ('input_tokens' in raw || 'output_tokens' in raw);
  return isOther ? inputCounts(raw) : chatCounts(raw);
}

/** OpenAI's chat completions, and what other servers put beside their fields. */
function chatCounts(raw: Fields): Counts {
  const [inPrompt, inAnswer] = [fieldsOf(raw.prompt_tokens_details), fieldsOf(raw.completion_tokens_details)];
  const hour = hourOf(raw.cache_creation) ?? hourOf(inPrompt.cache_creation_token_details);
  const { prompt_cache_hit_tokens: hits, prompt_cache_miss_tokens: misses } = raw;
  const { cache_write_tokens: own, cache_creation_tokens: litellm } = inPrompt;
  const told = {
    prompt: count(raw.prompt_tokens) ?? sumOf(count(hits), count(misses)),
    completion: count(raw.completion_tokens),
    total: count(raw.total_tokens),
    read: largest(inPrompt.cached_tokens, hits, raw.cache_read_input_tokens),
    written: largest(own, litellm, raw.cache_creation_input_tokens, hour),
    reasoning: count(inAnswer.reasoning_tokens),
  };
  return {
    ...wholesOf(told),
    cached_read_tokens: told.read,
    cache_write_tokens: told.written,
    cache_write_1h_tokens: hour,
    audio_prompt_tokens: count(inPrompt.audio_tokens) || undefined,
    audio_completion_tokens: count(inAnswer.audio_tokens) || undefined,
    image_completion_tokens: count(inAnswer.image_tokens) || undefined,
  };
}

/** Anthropic's messages, where `input_tokens` leaves out what was cached; OpenAI's responses, where it does not. */
function inputCounts(raw: Fields): Counts {
  const details = fieldsOf(raw.input_tokens_details);
  const read = count(raw.cache_read_input_tokens);
  const hour = hourOf(raw.cache_creation);
  const written = largest(raw.cache_creation_input_tokens, writtenOf(raw.cache_creation));
  const input = count(raw.input_tokens);
  return {
    prompt_tokens: input === undefined ? undefined : input + (read ?? 0) + (written ?? 0),
    completion_tokens: count(raw.output_tokens),
    cached_read_tokens: read ?? count(details.cached_tokens),
    cache_write_tokens: written ?? count(details.cache_write_tokens),
    cache_write_1h_tokens: hour,
    audio_prompt_tokens: count(details.audio_tokens) || undefined,
    reasoning_tokens: count(fieldsOf(raw.output_tokens_details).reasoning_tokens),
    audio_completion_tokens: count(fieldsOf(raw.output_tokens_details).audio_tokens) || undefined,
  };
}

/** Of Anthropic's `cache_creation`; nothing of that kind is undefined, as most prompts have none. */
function hourOf(creation: unknown): number | undefined {
  return count(fieldsOf(creation).ephemeral_1h_input_tokens) || undefined;
}

/** For an hour and for five minutes together. */
function writtenOf(creation: unknown): number | undefined {
  const minutes = count(fieldsOf(creation).ephemeral_5m_input_tokens);
  const hour = hourOf(creation);
  return minutes === undefined && hour === undefined ? undefined : (minutes ?? 0) + (hour ?? 0);
}

/** `promptTokenCount` holds what was cached; thoughts and the prompts of tools stand outside the other counts. */
function geminiCounts(raw: Fields): Counts {
  const prompt = count(raw.promptTokenCount);
  const thoughts = count(raw.thoughtsTokenCount);
  return {
    prompt_tokens: prompt === undefined ? undefined : prompt + (count(raw.toolUsePromptTokenCount) ?? 0),
    completion_tokens: sumOf(count(raw.candidatesTokenCount), thoughts ?? 0),
    cached_read_tokens: count(raw.cachedContentTokenCount),
    audio_prompt_tokens: ofModality(raw.promptTokensDetails, 'AUDIO'),
    reasoning_tokens: thoughts,
    audio_completion_tokens: ofModality(raw.candidatesTokensDetails, 'AUDIO'),
    image_completion_tokens: ofModality(raw.candidatesTokensDetails, 'IMAGE'),
  };
}

function ofModality(details: unknown, modality: string): number | undefined {
  const found = Array.isArray(details) ? details.find((each) => fieldsOf(each).modality === modality) : undefined;
  return count(fieldsOf(found).tokenCount) || undefined;
}

function webSearches(raw: Fields): number | undefined {
  const inPrompt = fieldsOf(raw.prompt_tokens_details).web_search_requests;
  return largest(fieldsOf(raw.server_tool_use).web_search_requests, inPrompt) || undefined;
}

const ticksPerUsd = 1e10;

/**
 * OpenRouter's `cost`, which is its fee alone where it used a key of your own; Perplexity's `cost.total_cost`; xAI's
 * ticks.
 */
function reported(raw: Fields): number | undefined {
  const ticks = count(raw.cost_in_usd_ticks);
  const cost = amount(raw.cost) ?? amount(fieldsOf(raw.cost).total_cost);
  if (cost === undefined) return ticks === undefined ? undefined : ticks / ticksPerUsd;
  return raw.is_byok === true ? sumOf(cost, amount(fieldsOf(raw.cost_details).upstream_inference_cost)) : cost;
}

/** What providers call the usual way. */
const usual: ReadonlySet<unknown> = new Set(['default', 'standard', 'auto', 'on_demand', '']);

function tierOf({ service_tier: own, speed }: Fields, beside: unknown): string | undefined {
  const tier = speed === 'fast' ? speed : (own ?? beside);
  return typeof tier !== 'string' || usual.has(tier) ? undefined : tier;
}
