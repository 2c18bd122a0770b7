import { isBase64, isBase64Url } from './base64-media.js';

/**
 * What the protocol itself defines at a place of a body, and so is no text of the caller's. A list has the shape of its
 * items.
 */
export type Shape =
  /** Nothing. */
  | { readonly kind: 'text' }
  /** These values. */
  | { readonly kind: 'words'; readonly words: ReadonlySet<string> }
  /** Numbers of a few digits. */
  | { readonly kind: 'setting' }
  /** Encoded bytes. */
  | { readonly kind: 'media'; readonly isMedia: (text: string) => boolean }
  /** The names of these fields, and in their values what their shapes say; the values of other fields have one shape. */
  | { readonly kind: 'fields'; readonly known: ReadonlyMap<string, Shape>; readonly others: Shape }
  /** All: the router sets or drops this field. */
  | { readonly kind: 'unsent' };

const text: Shape = { kind: 'text' };
const setting: Shape = { kind: 'setting' };
const unsent: Shape = { kind: 'unsent' };
const words = (...known: readonly string[]): Shape => ({ kind: 'words', words: new Set(known) });
const media = (isMedia: (text: string) => boolean): Shape => ({ kind: 'media', isMedia });
const fields = (known: Readonly<Record<string, Shape>>, others: Shape = text): Shape => ({
  kind: 'fields',
  known: new Map(Object.entries(known)),
  others,
});

const call = fields({ name: text, arguments: text, input: text });

const part = fields({
  type: words('text', 'refusal', 'image_url', 'input_audio', 'file', 'video_url'),
  text,
  refusal: text,
  image_url: fields({
    url: media((url) => isBase64Url(url, 'image')),
    detail: words('auto', 'low', 'high', 'original'),
  }),
  input_audio: fields({
    data: media((data) => isBase64(data) || isBase64Url(data, 'audio')),
    format: words('wav', 'mp3', 'aac', 'flac', 'm4a', 'ogg', 'opus', 'pcm16'),
  }),
  video_url: fields({ url: media((url) => isBase64Url(url, 'video')) }),
  file: fields({ filename: text, file_id: text, file_data: media((data) => isBase64(data) || isBase64Url(data)) }),
  cache_control: fields({ type: words('ephemeral'), ttl: words('5m', '1h') }),
});

const message = fields({
  role: words('developer', 'system', 'user', 'assistant', 'tool', 'function'),
  content: part,
  name: text,
  refusal: text,
  reasoning: text,
  images: part,
  audio: fields({ id: text }),
  tool_call_id: text,
  tool_calls: fields({ id: text, type: words('function', 'custom'), index: setting, function: call, custom: call }),
  function_call: call,
});

const definition = fields({ name: text, description: text, parameters: text, schema: text, strict: text });

const tool = fields({
  type: words('function', 'custom'),
  function: definition,
  custom: fields({
    name: text,
    description: text,
    format: fields({
      type: words('text', 'grammar'),
      grammar: fields({ syntax: words('lark', 'regex'), definition: text }),
    }),
  }),
});

const named = fields({ name: text });
const choice = fields({
  type: words('function', 'custom', 'allowed_tools'),
  function: named,
  custom: named,
  name: text,
});
const level = words('low', 'medium', 'high');
const effort = words('none', 'minimal', 'low', 'medium', 'high', 'xhigh');

const settings = [
  ...['temperature', 'top_p', 'top_k', 'top_a', 'min_p', 'seed', 'n', 'max_tokens', 'max_completion_tokens'],
  ...['frequency_penalty', 'presence_penalty', 'repetition_penalty', 'top_logprobs'],
];
/** Fields whose values are true or false. */
const switches = ['logprobs', 'parallel_tool_calls', 'store', 'stream', 'include_reasoning'];

/**
 * A chat-completions body: OpenAI's fields and OpenRouter's (openrouter.ai/docs/api-reference/parameters). What is not
 * here is text, so a field that is missing makes a fact see too much, never too little.
 */
export const bodyShape = fields({
  model: unsent,
  models: unsent,
  route: unsent,
  preset: unsent,
  messages: message,
  tools: tool,
  functions: definition,
  tool_choice: choice,
  function_call: choice,
  response_format: fields({ type: words('text', 'json_object', 'json_schema'), json_schema: definition }),
  prediction: fields({ type: words('content'), content: part }),
  metadata: text,
  modalities: words('text', 'audio', 'image'),
  user: text,
  stop: text,
  reasoning_effort: effort,
  reasoning: fields({
    effort,
    max_tokens: setting,
    enabled: text,
    exclude: text,
    summary: words('auto', 'concise', 'detailed'),
  }),
  verbosity: level,
  service_tier: words('auto', 'default', 'flex', 'scale', 'priority'),
  stream_options: fields({ include_usage: text, include_obfuscation: text }),
  logit_bias: fields({}, setting),
  prompt_cache_key: text,
  prompt_cache_retention: words('in_memory', '24h'),
  safety_identifier: text,
  web_search_options: fields({ search_context_size: level, user_location: text }),
  provider: text,
  plugins: fields({ id: words('web', 'file-parser'), max_results: setting, search_prompt: text }),
  transforms: words('middle-out'),
  usage: fields({ include: text }),
  ...Object.fromEntries(settings.map((name) => [name, setting])),
  ...Object.fromEntries(switches.map((name) => [name, text])),
});
