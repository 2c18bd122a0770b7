import { collectTexts } from './collect-texts.js';
import { jsonText } from './json-text.js';
import type { ChatBody } from './routing-request.js';

/** Which of a request's texts: the last user message, every user message, system and developer messages, all. */
export type RequestTextSelection = 'last_user' | 'user' | 'system' | 'all';

type Message = ChatBody['messages'][number];

/**
 * Fields of the body that hold no words: names of models and providers, modes, sampling. Every other field is text for
 * `all`, those nobody has heard of too, so that nothing is sent that no fact can see.
 */
const settings = new Set([
  'audio',
  'function_call',
  'include',
  'modalities',
  'model',
  'models',
  'plugins',
  'prompt_cache_retention',
  'provider',
  'reasoning',
  'reasoning_effort',
  'route',
  'service_tier',
  'tool_choice',
  'transforms',
  'verbosity',
]);

/**
 * The text a fact looks at; parts and messages are joined by a line feed. '' when nothing is selected.
 * `all` is everything that is sent: every role, names, tool results, names and arguments of tool calls, refusals,
 * definitions of tools and of the response schema as JSON. Images, audio and the content of files are not text.
 */
export function textOf(body: ChatBody, selection: RequestTextSelection): string {
  const texts = textsOf(body, selection);
  return texts.length === 1 ? (texts[0] ?? '') : texts.join('\n');
}

/** The same before it is joined: the strings of the request itself, not copies. */
export function textsOf(body: ChatBody, selection: RequestTextSelection): readonly string[] {
  switch (selection) {
    case 'last_user':
      return contentTexts(body.messages.findLast(isUser));
    case 'user':
      return body.messages.filter(isUser).flatMap(contentTexts);
    case 'system':
      return body.messages.filter(isSystem).flatMap(contentTexts);
    case 'all':
      return everyText(body);
    default:
      return selection satisfies never;
  }
}

/** The texts of a message's content. */
export function contentTexts(message: Message | undefined): readonly string[] {
  const content = message?.content;
  if (typeof content === 'string') return [content];
  const texts: string[] = [];
  for (const part of content ?? []) {
    if ('text' in part && typeof part.text === 'string') texts.push(part.text);
    else if (part.type === 'refusal') texts.push(part.refusal);
  }
  return texts;
}

function everyText(body: ChatBody): readonly string[] {
  const texts: string[] = [];
  for (const message of body.messages) collectTexts(message, texts);
  for (const [field, value] of Object.entries(body)) {
    if (field === 'messages' || settings.has(field) || value === null) continue;
    if (field === 'tools' || field === 'functions') texts.push(jsonText(field, value));
    else if (field !== 'response_format') collectTexts(value, texts);
    else if (body.response_format?.type === 'json_schema')
      texts.push(jsonText(field, body.response_format.json_schema));
  }
  return texts;
}

function isUser(message: Message): boolean {
  return message.role === 'user';
}

function isSystem(message: Message): boolean {
  return message.role === 'system' || message.role === 'developer';
}
