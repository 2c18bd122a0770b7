import type { ChatBody } from '../request/routing-request.js';

/** The caller's own limit: the smaller of max_tokens and max_completion_tokens. */
export function callerLimitOf(body: ChatBody): number | undefined {
  const { max_tokens, max_completion_tokens } = body;
  if (typeof max_tokens !== 'number') return max_completion_tokens ?? undefined;
  return typeof max_completion_tokens === 'number' ? Math.min(max_tokens, max_completion_tokens) : max_tokens;
}
