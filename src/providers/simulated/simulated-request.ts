import type { Fields } from '../../fields.js';
/** A chat-completions body as the simulated provider understands it; everything else in it is ignored. */
export interface SimulatedRequest {
  readonly model: string;
  readonly messages: readonly SimulatedMessage[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** The smaller of max_tokens and max_completion_tokens. */
  readonly limit?: number;
  readonly choices: number;
  readonly stop: readonly string[];
  readonly tools: readonly SimulatedTool[];
  readonly toolChoice: 'none' | 'auto' | 'required' | { readonly name: string };
  readonly format: { readonly kind: 'text' | 'json' } | { readonly kind: 'schema'; readonly schema: unknown };
  /** How many alternatives to give for each token; undefined when no logprobs are asked for. */
  readonly topLogprobs?: number;
  readonly reasoningEffort?: string;
}

export interface SimulatedMessage {
  readonly role: string;
  /** The text of all its parts, tool calls included. */
  readonly text: string;
}

export interface SimulatedTool {
  readonly type: 'function' | 'custom';
  readonly name: string;
  /** JSON Schema of the arguments. */
  readonly parameters?: unknown;
  /** Its definition as sent, for counting. */
  readonly definition: string;
}

/** What OpenAI says about a body it cannot serve. */
export interface InvalidRequest {
  readonly message: string;
  readonly param: string;
}

/** Reads a body. Strict about what the simulation needs, blind to the rest, as a tolerant provider is. */
export function readSimulatedRequest(body: unknown): SimulatedRequest | InvalidRequest {
  const fields = asFields(body);
  if (!fields) return { message: 'The body must be a JSON object.', param: 'body' };
  if (typeof fields.model !== 'string' || fields.model === '') {
    return { message: 'you must provide a model parameter', param: 'model' };
  }
  if (!Array.isArray(fields.messages) || fields.messages.length === 0) {
    return { message: "Invalid 'messages': expected a non-empty array.", param: 'messages' };
  }
  const limits = [fields.max_tokens, fields.max_completion_tokens].filter((limit) => typeof limit === 'number');
  if (limits.some((limit) => !Number.isInteger(limit) || limit < 1)) {
    return {
      message: "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1.",
      param: 'max_tokens',
    };
  }
  const choices = fields.n ?? 1;
  if (typeof choices !== 'number' || !Number.isInteger(choices) || choices < 1 || choices > 128) {
    return { message: "Invalid 'n': expected an integer from 1 to 128.", param: 'n' };
  }
  return {
    model: fields.model,
    messages: fields.messages.map(readMessage),
    stream: fields.stream === true,
    includeUsage: asFields(fields.stream_options)?.include_usage === true,
    ...(limits.length > 0 ? { limit: Math.min(...limits) } : {}),
    choices,
    stop: [fields.stop].flat().filter((stop): stop is string => typeof stop === 'string' && stop !== ''),
    tools: Array.isArray(fields.tools) ? fields.tools.flatMap(readTool) : [],
    toolChoice: readToolChoice(fields.tool_choice),
    format: readFormat(asFields(fields.response_format)),
    ...(fields.logprobs === true ? { topLogprobs: numberOr(fields.top_logprobs, 0) } : {}),
    ...readEffort(fields),
  };
}

function readMessage(value: unknown): SimulatedMessage {
  const message = asFields(value) ?? {};
  const calls = message.tool_calls === undefined ? '' : JSON.stringify(message.tool_calls);
  return { role: typeof message.role === 'string' ? message.role : 'user', text: textOf(message.content) + calls };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => asFields(part)?.text ?? '').join('\n');
}

function readTool(value: unknown): SimulatedTool[] {
  const tool = asFields(value);
  const type = tool?.type === 'custom' ? 'custom' : 'function';
  const inner = asFields(tool?.[type]);
  if (typeof inner?.name !== 'string') return [];
  return [{ type, name: inner.name, parameters: inner.parameters, definition: JSON.stringify(tool) }];
}

function readToolChoice(value: unknown): SimulatedRequest['toolChoice'] {
  if (value === 'none' || value === 'required') return value;
  const choice = asFields(value);
  const named = asFields(choice?.function) ?? asFields(choice?.custom);
  return typeof named?.name === 'string' ? { name: named.name } : 'auto';
}

function readFormat(format: Fields | undefined): SimulatedRequest['format'] {
  if (format?.type === 'json_object') return { kind: 'json' };
  if (format?.type === 'json_schema') return { kind: 'schema', schema: asFields(format.json_schema)?.schema ?? {} };
  return { kind: 'text' };
}

function readEffort(fields: Fields): { readonly reasoningEffort?: string } {
  const effort = fields.reasoning_effort ?? asFields(fields.reasoning)?.effort;
  return typeof effort === 'string' ? { reasoningEffort: effort } : {};
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}
