import { jsonText } from './json-text.js';
import { textsIn } from './request-text.js';
import type { ChatBody } from './routing-request.js';

/** English prose and code come to about four bytes of UTF-8 a token; other languages to between two and five. */
const bytesPerToken = 4;
/** What a chat template puts around a message. */
const perMessage = 4;
/** An image, a recording or a file: providers charge from some 250 to 1,600 tokens for an image. */
const perMedium = 1_000;

/**
 * About how many tokens a prompt has, for comparing what it would cost at different models: a function of the body
 * alone, whatever tokenizer a model has and whatever was counted before. Messages, tool calls, tools and the schema of
 * the answer count by their bytes.
 */
export function estimatePromptTokens({ messages, tools, functions, response_format: format }: ChatBody): number {
  let bytes = bytesOf(tools) + bytesOf(functions) + bytesOf(format);
  for (const text of textsIn({ messages })) bytes += Buffer.byteLength(text);
  let media = 0;
  for (const { content } of messages) {
    if (typeof content === 'string') continue;
    for (const { type } of content ?? []) if (type !== 'text' && type !== 'refusal') media += 1;
  }
  return Math.ceil(bytes / bytesPerToken) + messages.length * perMessage + media * perMedium;
}

function bytesOf(part: unknown): number {
  return part == null ? 0 : Buffer.byteLength(jsonText(part));
}
