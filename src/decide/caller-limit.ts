import type { ChatBody } from '../request/routing-request.js';

/** The caller's own limit: the smaller of max_tokens and max_completion_tokens. */
export function callerLimitOf(body: ChatBody): number | undefined {
  const limits = [body.max_tokens, body.max_completion_tokens].filter((limit) => typeof limit === 'number');
  return limits.length === 0 ? undefined : Math.min(...limits);
}
