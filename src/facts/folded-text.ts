import { type RequestTextSelection, textOf } from '../request/request-text.js';
import type { ChatBody } from '../request/routing-request.js';
import { foldCase } from './keyword-matcher.js';

const folded = new WeakMap<ChatBody, Map<RequestTextSelection, string>>();

/** A text of a request with its case folded, once for all facts that ask. */
export function foldedTextOf(body: ChatBody, selection: RequestTextSelection): string {
  let texts = folded.get(body);
  if (texts === undefined) {
    texts = new Map();
    folded.set(body, texts);
  }
  let text = texts.get(selection);
  if (text === undefined) {
    text = foldCase(textOf(body, selection));
    texts.set(selection, text);
  }
  return text;
}
