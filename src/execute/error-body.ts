import { isFields } from '../fields.js';
import { choicesOf } from './answer-content.js';
import type { ProviderFailure } from './provider.js';

/** Code, type and message of an `error` object, in the shapes of OpenAI and OpenRouter. */
export function errorFields(error: unknown): Pick<ProviderFailure, 'code' | 'type' | 'message'> {
  if (!isFields(error)) return { message: typeof error === 'string' ? error : 'an error without a message' };
  const code = textOf(error.code) ?? textOf(error.status);
  const type = (isFields(error.metadata) ? textOf(error.metadata.error_type) : undefined) ?? textOf(error.type);
  const message = textOf(error.message) ?? 'an error without a message';
  const upstream = isFields(error.metadata) ? upstreamMessage(error.metadata.raw) : undefined;
  return {
    message: upstream === undefined ? message : `${message}: ${upstream}`,
    ...(code === undefined ? {} : { code }),
    ...(type === undefined ? {} : { type }),
  };
}

/** What the provider behind OpenRouter said: `metadata.raw` is its body. Only its message: bodies echo prompts. */
function upstreamMessage(raw: unknown): string | undefined {
  const body = typeof raw === 'string' ? parsed(raw) : raw;
  if (typeof body === 'string') return /^\s*[<{[]/.test(body) ? undefined : body.slice(0, longestRaw);
  if (!isFields(body)) return undefined;
  return textOf(isFields(body.error) ? body.error.message : (body.message ?? body.error));
}

/** A text that is no JSON is told up to so many characters. */
const longestRaw = 300;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An error told inside an answer that began as a success: beside its choices, in one, or as finish_reason `error`. */
export function errorInside(answer: unknown, stage: 'response' | 'stream'): ProviderFailure | undefined {
  if (!isFields(answer)) return undefined;
  const choices = choicesOf(answer);
  const error = answer.error ?? choices.find((choice) => choice.error != null)?.error;
  const told = error ?? (choices.some((choice) => choice.finish_reason === 'error') ? {} : undefined);
  if (told === undefined) return undefined;
  return { ...errorFields(told), stage, ...(stage === 'response' ? { status: 200 } : {}) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}
