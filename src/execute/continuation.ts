import { isFields } from '../fields.js';
import type { OutgoingBody, PlannedTarget } from '../plan/execution-plan.js';
import type { StreamProgress } from './stream-progress.js';

/** Why another model cannot go on where this answer broke off, in words; undefined when it can. */
export function continuationBarrier(body: OutgoingBody, { beyondText }: StreamProgress): string | undefined {
  if (beyondText !== undefined) return `${beyondText} was under way`;
  if (typeof body.n === 'number' && body.n > 1) return 'the request asks for several choices';
  if (isFields(body.response_format) && body.response_format.type !== 'text') {
    return 'an answer in JSON cannot be taken up by another model';
  }
  return body.logprobs === true ? 'log probabilities of two models do not fit together' : undefined;
}

/** The limit that is left is never below this, so that a sentence can be ended. */
const smallestLimit = 16;

/** About so many bytes of a text are one token. */
const bytesPerToken = 4;

/**
 * The target with the beginning of the answer as its own message, for it to go on from, and what is left of the limit.
 * White space at the end is left to it: some servers refuse a message that ends with it.
 */
export function continuedTarget(target: PlannedTarget, text: string): PlannedTarget {
  const content = text.trimEnd();
  if (content === '') return target;
  const { body } = target;
  const messages = [...body.messages, { role: 'assistant', content }];
  return { ...target, body: { ...body, ...limitAfter(body, text), messages } };
}

function limitAfter(body: OutgoingBody, text: string): Partial<Record<string, number>> {
  const field = typeof body.max_completion_tokens === 'number' ? 'max_completion_tokens' : 'max_tokens';
  const limit = body[field];
  if (typeof limit !== 'number') return {};
  const spent = Math.ceil(Buffer.byteLength(text) / bytesPerToken);
  return { [field]: Math.min(limit, Math.max(smallestLimit, limit - spent)) };
}
