import { type Fields, isFields } from '../fields.js';
import { fieldsOf } from './raw-fields.js';
import { usageIn } from './usage-shapes.js';

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
  /** Of the tokens written to the cache: those that it keeps for an hour. */
  readonly cache_write_1h_tokens?: number;
  /** Of the prompt tokens: audio. */
  readonly audio_prompt_tokens?: number;
  /** Of the completion tokens: spent on reasoning. */
  readonly reasoning_tokens?: number;
  /** Of the completion tokens: audio. */
  readonly audio_completion_tokens?: number;
  /** Of the completion tokens: images. */
  readonly image_completion_tokens?: number;
  /** Searches that the provider made and counts. */
  readonly web_searches?: number;
  /** The provider's name for how the request was served, such as `flex` or `priority`; undefined for the usual way. */
  readonly service_tier?: string;
  /** USD, as the provider reported it. */
  readonly reported_cost_usd?: number;
}

/**
 * Reads the usage of a completion in the shapes of OpenAI, OpenRouter, DeepSeek, vLLM, xAI, Anthropic and Gemini into
 * one: each count holds its parts. A number that is missing, negative, not finite or no number is left out; undefined
 * when nothing is left. `answer` is the whole completion, because some of it stands beside `usage`.
 */
export function usageOf(answer: unknown): Usage | undefined {
  return isFields(answer) ? usageIn(rawUsage(answer), answer.service_tier) : undefined;
}

/** The usage of an answer that comes in chunks. */
export interface UsageTally {
  /** Takes in what a chunk tells. */
  note(chunk: unknown): void;
  /** So far. */
  readonly usage: Usage | undefined;
}

/**
 * The last usage counts, wherever it stands. Anthropic tells of the prompt in its first event and only of the answer in
 * its last, each time of all so far: there the largest count of each kind counts.
 */
export function tallyUsage(): UsageTally {
  let raw: Fields | undefined;
  let tier: unknown;
  let usage: Usage | undefined;
  return {
    note(chunk) {
      if (!isFields(chunk)) return;
      const named = chunk.service_tier ?? tier;
      const found = rawUsage(chunk);
      const tells = found !== undefined && usageIn(found, undefined) !== undefined;
      if (!tells && named === tier) return;
      if (tells) raw = raw !== undefined && isPartial(raw) && isPartial(found) ? grown(raw, found) : found;
      tier = named;
      usage = usageIn(raw, tier);
    },
    get usage() {
      return usage;
    },
  };
}

/** Groq streams it under a name of its own, Moonshot inside the choice. */
function rawUsage(answer: Fields): Fields | undefined {
  const [choice] = Array.isArray(answer.choices) ? answer.choices : [];
  const places = [answer.usage, fieldsOf(answer.x_groq).usage, fieldsOf(choice).usage];
  return places.find(isFields);
}

/** Anthropic's: every event tells of some counts. */
function isPartial(raw: Fields): boolean {
  return !('prompt_tokens' in raw) && ('input_tokens' in raw || 'output_tokens' in raw);
}

function grown(before: Fields, now: Fields): Fields {
  const entries = Object.entries(now).flatMap(([key, value]) => {
    const earlier = before[key];
    if (value === null || value === undefined) return [];
    if (isFields(value) && isFields(earlier)) return [[key, grown(earlier, value)] as const];
    const isLess = typeof value === 'number' && typeof earlier === 'number' && value < earlier;
    return isLess ? [] : [[key, value] as const];
  });
  return { ...before, ...Object.fromEntries(entries) };
}
