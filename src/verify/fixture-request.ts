import { isFields } from '../fields.js';
import type { Attributes } from './fixtures-document.generated.js';

/** A request as a fixture writes it, its prompt read from wherever it stands. */
export interface ResolvedRequest {
  readonly prompt?: string;
  readonly attributes?: Attributes;
  readonly [field: string]: unknown;
}

/** What a case, or the defaults, say of the request. */
export interface RequestParts {
  readonly request?: ResolvedRequest | undefined;
  readonly attributes?: Attributes | undefined;
}

/**
 * The request of a case, as parseRequest reads it: the defaults, the case's own fields over them one by one, and
 * attributes merged deeply. A case without a prompt or messages has one empty user message.
 */
export function fixtureRequest(
  defaults: RequestParts | undefined,
  own: RequestParts,
): Readonly<Record<string, unknown>> {
  const { attributes: defaultAttributes, ...defaultBody } = withMessages(defaults?.request);
  const { attributes, ...body } = withMessages(own.request);
  return {
    messages: [{ role: 'user', content: '' }],
    ...defaultBody,
    ...body,
    attributes: [defaults?.attributes, defaultAttributes, attributes, own.attributes].reduce(mergeDeep, {}),
  };
}

function withMessages(request: ResolvedRequest | undefined): ResolvedRequest {
  const { prompt, ...body } = request ?? {};
  return prompt === undefined ? body : { ...body, messages: [{ role: 'user', content: prompt }] };
}

function mergeDeep(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isFields(base) || !isFields(over)) return over;
  // Entries keep a key such as __proto__ what it is: a key.
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(over)) merged.set(key, mergeDeep(merged.get(key), value));
  return Object.fromEntries(merged);
}

/** Fields of a chat-completions body, for misspelt ones: OpenAI's, and OpenRouter's additions. */
export const bodyFields = [
  'attributes',
  'audio',
  'frequency_penalty',
  'function_call',
  'functions',
  'logit_bias',
  'logprobs',
  'max_completion_tokens',
  'max_tokens',
  'messages',
  'metadata',
  'min_p',
  'modalities',
  'model',
  'models',
  'n',
  'parallel_tool_calls',
  'plugins',
  'prediction',
  'presence_penalty',
  'prompt',
  'prompt_cache_key',
  'provider',
  'reasoning',
  'reasoning_effort',
  'repetition_penalty',
  'response_format',
  'safety_identifier',
  'seed',
  'service_tier',
  'stop',
  'store',
  'stream',
  'stream_options',
  'temperature',
  'tool_choice',
  'tools',
  'top_a',
  'top_k',
  'top_logprobs',
  'top_p',
  'transforms',
  'usage',
  'user',
  'verbosity',
  'web_search_options',
] as const;
