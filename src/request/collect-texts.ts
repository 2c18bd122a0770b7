import { RouterError } from '../errors.js';

/** Keys whose strings are no text: discriminators, ids, encoded media. */
const silentKeys = new Set([
  'role',
  'type',
  'id',
  'tool_call_id',
  'detail',
  'format',
  'file_id',
  'file_data',
  'input_audio',
]);
const deepest = 200;

/**
 * Adds every string inside a value, at any depth and in order: in fields nobody has heard of too. The bytes of an image
 * (a `data:` URL) are left out. Throws REQUEST_INVALID for a value that is nested too deep, or contains itself.
 */
export function collectTexts(value: unknown, texts: string[], depth = 0): void {
  if (typeof value === 'string') texts.push(value);
  if (typeof value !== 'object' || value === null) return;
  if (depth > deepest)
    throw new RouterError('REQUEST_INVALID', `the request is nested more than ${deepest} levels deep`);
  if (Array.isArray(value)) for (const item of value) collectTexts(item, texts, depth + 1);
  else for (const [key, item] of Object.entries(value)) if (!isSilent(key, item)) collectTexts(item, texts, depth + 1);
}

function isSilent(key: string, value: unknown): boolean {
  return silentKeys.has(key) || (key === 'url' && typeof value === 'string' && value.startsWith('data:'));
}
