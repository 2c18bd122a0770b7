import type { Usage } from './usage.js';

/** Counts of OpenAI's shape as a server told them. */
export interface ToldCounts {
  readonly prompt: number | undefined;
  readonly completion: number | undefined;
  readonly total: number | undefined;
  readonly read: number | undefined;
  readonly written: number | undefined;
  readonly reasoning: number | undefined;
}

type Wholes = { readonly [K in 'prompt_tokens' | 'completion_tokens' | 'reasoning_tokens']: Usage[K] | undefined };

/**
 * OpenAI's wholes hold their parts. Not so everywhere: servers in front of Anthropic leave cached tokens out of the
 * prompt, all or only those that were written, and xAI and Gemini leave reasoning out of the answer. The total tells, or
 * a part exceeds its whole. What only the total holds is taken for reasoning, which is charged as the answer is.
 */
export function wholesOf(told: ToldCounts): Wholes {
  const { prompt, completion, total, reasoning } = told;
  if (prompt === undefined || completion === undefined) {
    return { prompt_tokens: prompt, completion_tokens: completion, reasoning_tokens: reasoning };
  }
  const missing = total === undefined ? 0 : Math.max(0, total - prompt - completion);
  const cached = cachedOutside(prompt, missing, told);
  const rest = Math.max(0, missing - cached);
  const beside = reasoning !== undefined && reasoning > completion + rest ? reasoning : rest;
  return {
    prompt_tokens: prompt + cached,
    completion_tokens: completion + beside,
    reasoning_tokens: reasoning ?? (beside > 0 ? beside : undefined),
  };
}

/** Cached tokens that the prompt leaves out. */
function cachedOutside(prompt: number, missing: number, { read = 0, written = 0, reasoning = 0 }: ToldCounts): number {
  const isMissing = (count: number) =>
    count > 0 && prompt + count >= read + written && (missing === count || missing === count + reasoning);
  const told = missing > 0 && missing !== reasoning ? [read + written, written, read].find(isMissing) : undefined;
  if (told !== undefined) return told;
  if (read + written <= prompt) return 0;
  return read <= prompt ? written : read + written;
}
