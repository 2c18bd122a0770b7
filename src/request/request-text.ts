import { bodyShape } from './body-shape.js';
import { collectTexts } from './collect-texts.js';
import type { ChatBody } from './routing-request.js';

/** Which of a request's texts: the last user message, every user message, system and developer messages, all. */
export type RequestTextSelection = 'last_user' | 'user' | 'system' | 'all';

type Message = ChatBody['messages'][number];

/**
 * The text a fact looks at; parts and messages are joined by a line feed. '' when nothing is selected.
 * `all` is everything that is sent: every role, tool calls and their results, definitions of tools, and all other fields
 * of the body, with the names of those that are not the protocol's. Not text are the protocol's own words (such as
 * `user`, `image_url`, `temperature`, and its number), and the bytes of images, audio and files in base64.
 * What is joined is joined once for all facts that ask: a body is not changed once it is a request's.
 */
export function textOf(body: ChatBody, selection: RequestTextSelection): string {
  const known = joined.get(body)?.get(selection);
  if (known !== undefined) return known;
  const texts = textsOf(body, selection);
  return texts.length <= 1 ? (texts[0] ?? '') : join(body, selection, texts);
}

const joined = new WeakMap<ChatBody, Map<RequestTextSelection, string>>();

function join(body: ChatBody, selection: RequestTextSelection, texts: readonly string[]): string {
  const text = texts.join('\n');
  const known = joined.get(body);
  if (known === undefined) joined.set(body, new Map([[selection, text]]));
  else known.set(selection, text);
  return text;
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
      return allTexts(body);
    default:
      return selection satisfies never;
  }
}

const walked = new WeakMap<ChatBody, readonly string[]>();

/** Walked over once for all facts that ask. */
function allTexts(body: ChatBody): readonly string[] {
  let texts = walked.get(body);
  if (texts === undefined) {
    texts = textsIn(body);
    walked.set(body, texts);
  }
  return texts;
}

/** All texts of a body, or of a part of it. */
export function textsIn(body: Partial<ChatBody>): readonly string[] {
  const texts: string[] = [];
  collectTexts(body, bodyShape, texts);
  return texts;
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

function isUser(message: Message): boolean {
  return message.role === 'user';
}

function isSystem(message: Message): boolean {
  return message.role === 'system' || message.role === 'developer';
}
