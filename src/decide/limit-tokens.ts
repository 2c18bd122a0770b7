import type { Constraint } from '../policy/constraint.js';
import type { ModelSlot } from '../policy/model-slot.js';
import { dearestCompletion, dearestPrompt, requestUsd } from '../usage/worst-case.js';

/** What the limits of a request depend on. */
export interface RequestLimits {
  /** The smaller of the caller's max_tokens and max_completion_tokens. */
  readonly callerLimit?: number;
  /** Answers asked for. */
  readonly choices: number;
  /** Bounds of the prompt's tokens for any tokenizer; no upper bound when it holds images, audio or files. */
  readonly prompt: { readonly at_least: number; readonly at_most?: number | undefined };
}

type Limit =
  | { readonly maxTokens: number; readonly from: string }
  | { readonly reason: string; readonly constraint: string };

/** Below this an answer is of no use: a cost cap that leaves less removes the model. */
const smallestUsefulLimit = 16;

/** The smallest of the outcome's limit, the caller's, the model's own and the caps'. The first named wins a tie. */
export function limitFor(
  slot: ModelSlot,
  outcomeLimit: number,
  constraints: readonly Constraint[],
  request: RequestLimits,
): Limit {
  let limit = { maxTokens: outcomeLimit, from: 'outcome' };
  const lower = (maxTokens: number | undefined, from: string): void => {
    if (maxTokens !== undefined && maxTokens < limit.maxTokens) limit = { maxTokens, from };
  };
  lower(request.callerLimit, 'caller');
  lower(slot.maxOutput, 'model');
  for (const { id, cap } of constraints) lower(cap?.max_tokens, id);
  const floor = Math.min(smallestUsefulLimit, limit.maxTokens);
  for (const { id, cap } of constraints) {
    if (cap?.cost_usd === undefined) continue;
    const affordable = affordableTokens(slot, cap.cost_usd, request);
    if (typeof affordable === 'string') return { reason: affordable, constraint: id };
    if (affordable < floor) {
      return { reason: `its worst case costs more than ${cap.cost_usd} USD`, constraint: id };
    }
    lower(affordable, id);
  }
  return limit;
}

/** The most completion tokens whose worst case costs at most this; or why there is no saying. */
function affordableTokens(slot: ModelSlot, usd: number, request: RequestLimits): number | string {
  const { price } = slot;
  if (price === undefined) return 'its price is unknown, so its cost cannot be capped';
  const most = slot.id.endsWith(':online') ? undefined : request.prompt.at_most;
  const promptPrice = dearestPrompt(price, most);
  const completionPrice = dearestCompletion(price, most);
  // A prompt whose tokens are bounded holds no images.
  const perRequest = requestUsd(price, most === undefined ? undefined : 0);
  if (perRequest === undefined || (most === undefined && promptPrice > 0))
    return 'the cost of images, audio, files and web search cannot be capped';
  const left = (usd - perRequest) * 1e6 - (most ?? 0) * promptPrice;
  if (left < 0) return 0;
  return completionPrice === 0 ? Number.POSITIVE_INFINITY : Math.floor(left / (completionPrice * request.choices));
}
