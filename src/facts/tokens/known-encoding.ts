import { createRequire } from 'node:module';
import type { ModelSlot } from '../../policy/model-slot.js';
import type { EncodingName } from './pre-tokens.js';

const require = createRequire(import.meta.url);
let encodings: Readonly<Record<string, string>> | undefined;

/** Models that are sent more than the caller's words, by themselves. */
const addsToPrompts = /search|research|audio|realtime/;

/**
 * The encoding in which a model's prompts are charged, where that is known: for OpenAI's own models, at OpenAI or
 * through OpenRouter, by the list in tiktoken's package. Another server may call anything by the same id.
 */
export function knownEncoding({ id, endpoint }: ModelSlot): EncodingName | undefined {
  const model = openaiModel(id, endpoint);
  if (model === undefined || addsToPrompts.test(model)) return undefined;
  encodings ??= require('tiktoken/model_to_encoding.json') as Readonly<Record<string, string>>;
  const encoding = Object.hasOwn(encodings, model) ? encodings[model] : undefined;
  return encoding === 'o200k_base' || encoding === 'cl100k_base' ? encoding : undefined;
}

function openaiModel(id: string, { kind, baseUrl }: ModelSlot['endpoint']): string | undefined {
  if (kind === 'openrouter') return /^openai\/([^:]+)(?::(?:floor|nitro))?$/.exec(id)?.[1];
  return typeof baseUrl === 'string' && /^https:\/\/api\.openai\.com(?:[:/]|$)/.test(baseUrl) ? id : undefined;
}
