import { partTypes } from './needs.js';
import { contentTexts, textsOf } from './request-text.js';
import type { ChatBody } from './routing-request.js';

/** Bounds of a prompt's token count that hold without a tokenizer. */
export interface PromptTokenBounds {
  readonly at_least: number;
  /** Undefined when the request has images, audio, files or a web search: their tokens cannot be bounded from here. */
  readonly at_most: number | undefined;
}

/** The longest token of tiktoken's encodings, in bytes (a run of spaces); a test holds this against tiktoken. */
export const longestTokenBytes = 128;

/** Tokens that a chat template may put around a message, a tool call or a tool; OpenAI's documented ones are 3 to 12. */
const perMessage = 8;
const perCall = 16;
const perTool = 32;
/** Instructions that a provider adds when there are tools: Anthropic documents up to 530, by model. */
const toolInstructions = 600;

/**
 * Every token of a byte-level tokenizer stands for at least one byte of UTF-8 and at most 128. `at_most` counts the
 * bytes of everything that is sent and generous room for what templates add; `at_least` only the messages' contents.
 */
export function promptTokenBounds(body: ChatBody): PromptTokenBounds {
  const contents = bytesOf(body.messages.flatMap(contentTexts));
  return { at_least: Math.ceil(contents / longestTokenBytes), at_most: bounded(body) ? mostTokens(body) : undefined };
}

function mostTokens(body: ChatBody): number {
  const tools = (body.tools?.length ?? 0) + (body.functions?.length ?? 0);
  const texts = textsOf(body, 'all');
  let tokens = bytesOf(texts) + texts.length + (tools > 0 ? toolInstructions + tools * perTool : 0) + perMessage;
  for (const message of body.messages) {
    tokens += perMessage + Buffer.byteLength(message.role);
    if ('tool_call_id' in message) tokens += perCall + Buffer.byteLength(String(message.tool_call_id));
    if ('tool_calls' in message)
      for (const call of message.tool_calls ?? []) tokens += perCall + Buffer.byteLength(String(call.id));
    if ('function_call' in message) tokens += perCall;
  }
  return tokens;
}

function bounded(body: ChatBody): boolean {
  if ('web_search_options' in body || 'plugins' in body) return false;
  for (const type of partTypes(body)) if (type !== 'text' && type !== 'refusal') return false;
  return !body.messages.some((message) => 'audio' in message && message.audio != null);
}

function bytesOf(texts: readonly string[]): number {
  let bytes = 0;
  for (const text of texts) bytes += Buffer.byteLength(text);
  return bytes;
}
