import { isSecretName, looksLikeSecret } from '../diagnostics/secret.js';
import { pointerTokens } from './json-pointer.js';

const longest = 60;

/** Whether a value that stands at this pointer must not appear in a message. */
export function mayBeSecret(value: unknown, pointer: string): boolean {
  if (typeof value === 'string' && looksLikeSecret(value)) return true;
  return pointerTokens(pointer).some((token) => isSecretName(token) || looksLikeSecret(token));
}

/** A value in a message: `"draft"`, `5`, `a list`. Never one that may be a secret. */
export function quote(value: unknown, pointer: string): string {
  if (mayBeSecret(value, pointer)) return 'a value that is not shown';
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  }
  return value === null || value === undefined ? 'nothing' : String(value);
}

/** The same with its type: `the text "draft"`, `the number 5`. */
export function quoteWithType(value: unknown, pointer: string): string {
  const prefix = { string: 'the text ', number: 'the number ', boolean: 'the boolean ' }[typeof value as string] ?? '';
  return mayBeSecret(value, pointer) ? quote(value, pointer) : prefix + quote(value, pointer);
}

/** A key in a message. Never one that looks like a secret itself. */
export function quoteKey(key: string): string {
  return looksLikeSecret(key) ? 'that is not shown' : `\`${shorten(key)}\``;
}

/** How a message calls the value at a pointer: `max_tokens`; for an item of a list its id, or `item 2 of fallbacks`. */
export function labelOf(pointer: string, value?: unknown): string {
  const tokens = pointerTokens(pointer);
  const last = tokens.at(-1);
  if (last === undefined) return 'the file';
  const { id, name = id } = (value ?? {}) as { readonly id?: unknown; readonly name?: unknown };
  if (/^\d+$/.test(last) && typeof name === 'string') return quoteKey(name);
  if (!/^\d+$/.test(last) || tokens.length < 2) return quoteKey(last);
  return `item ${Number(last) + 1} of \`${shorten(tokens.at(-2) ?? '')}\``;
}

/** `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

export function shorten(text: string): string {
  const characters = [...text.slice(0, 2 * longest)];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
}
