import { jsonText } from './json-text.js';
import { partTypes } from './needs.js';
import { contentTexts, textsIn } from './request-text.js';
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
/** Every property and every value of an enum in a tool's schema. */
const perItem = 3;
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

/** A prompt as an upper bound counts it. */
export interface PromptTokenParts {
  /** Contents that stand alone in their messages: a template puts tokens of its own around each, and joins none. */
  readonly texts: readonly string[];
  /** Tokens at most of everything else that is sent, by bytes. */
  readonly beside: number;
}

/** The parts of `at_most` of which a tokenizer can tell more than bytes do; undefined when there is no such bound. */
export function promptTokenParts(body: ChatBody): PromptTokenParts | undefined {
  if (!bounded(body)) return undefined;
  const texts = body.messages.map(contentTexts).flatMap((contents) => (contents.length === 1 ? contents : []));
  return { texts, beside: mostTokens(body) - bytesOf(texts) };
}

/** UTF-16 code units of the messages' contents: much cheaper to know than their bytes. */
export function contentUnits(body: ChatBody): number {
  let units = 0;
  for (const message of body.messages) {
    const { content } = message;
    if (typeof content === 'string') units += content.length;
    else for (const text of contentTexts(message)) units += text.length;
  }
  return units;
}

function mostTokens(body: ChatBody): number {
  const { tools, functions, response_format, ...rest } = body;
  const texts = textsIn(rest);
  let tokens = bytesOf(texts) + texts.length + perMessage + mostToolTokens(tools, functions);
  tokens += Buffer.byteLength(jsonText(response_format));
  for (const message of body.messages) {
    tokens += perMessage + Buffer.byteLength(message.role);
    if ('tool_call_id' in message) tokens += perCall;
    if ('tool_calls' in message) tokens += perCall * (message.tool_calls?.length ?? 0);
    if ('function_call' in message) tokens += perCall;
  }
  return tokens;
}

function mostToolTokens(...lists: readonly ChatBody['tools' | 'functions'][]): number {
  let tokens = 0;
  for (const list of lists) {
    if (list == null || list.length === 0) continue;
    const json = jsonText(list);
    tokens += toolInstructions + list.length * perTool + Buffer.byteLength(json) + perItem * json.split(',').length;
  }
  return tokens;
}

function bounded(body: ChatBody): boolean {
  if ('web_search_options' in body || 'plugins' in body) return false;
  for (const type of partTypes(body)) if (type !== 'text' && type !== 'refusal') return false;
  return !body.messages.some((message) => hasMedia(message, 'audio') || hasMedia(message, 'images'));
}

/** Media of an earlier answer; `images` is OpenRouter's. */
function hasMedia(message: object, field: string): boolean {
  return field in message && (message as Readonly<Record<string, unknown>>)[field] != null;
}

function bytesOf(texts: readonly string[]): number {
  let bytes = 0;
  for (const text of texts) bytes += Buffer.byteLength(text);
  return bytes;
}
