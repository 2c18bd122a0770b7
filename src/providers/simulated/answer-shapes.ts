import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionTokenLogprob,
} from 'openai/resources/chat/completions';
import { fnv1a32 } from '../../facts/growthbook-hash.js';
import type { ComposedChoice } from './compose-answer.js';
import type { SimulatedUsage } from './measure-usage.js';
import type { ErrorBody } from './reaction.js';
import type { ProviderKind } from './refusals.js';

/** What every chunk and completion of one answer repeats. */
export interface AnswerHead {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  readonly kind: ProviderKind;
  /** How many alternatives stand with each token; undefined for no logprobs. */
  readonly topLogprobs?: number;
}

export function completionOf(
  head: AnswerHead,
  choices: readonly ComposedChoice[],
  usage: SimulatedUsage,
): ChatCompletion {
  return {
    ...commonOf(head),
    object: 'chat.completion',
    choices: choices.map((choice, index) => ({
      index,
      message: messageOf(head, choice),
      finish_reason: choice.finishReason,
      logprobs: logprobsOf(head, choice, choice.tokens),
    })),
    usage,
  };
}

/** The same answer in chunks: for each choice a role, its content token by token, and a finish_reason. */
export function chunksOf(head: AnswerHead, choices: readonly ComposedChoice[]): AnswerChunks {
  const chunk = (index: number, delta: Delta, rest: Partial<ChatCompletionChunk.Choice> = {}): ChatCompletionChunk => ({
    ...commonOf(head),
    object: 'chat.completion.chunk',
    choices: [{ index, delta, finish_reason: null, logprobs: null, ...rest }],
  });
  const longest = Math.max(0, ...choices.map((choice) => choice.tokens.length));
  return {
    opening: choices.flatMap((choice, index) => openingDeltas(head, choice).map((delta) => chunk(index, delta))),
    content: Array.from({ length: longest }, (_, place) =>
      choices.flatMap((choice, index) => {
        const token = choice.tokens[place];
        if (token === undefined) return [];
        return [chunk(index, contentDelta(choice, token), { logprobs: logprobsOf(head, choice, [token]) })];
      }),
    ).flat(),
    closing: choices.map((choice, index) => chunk(index, {}, { finish_reason: choice.finishReason })),
  };
}

export interface AnswerChunks {
  readonly opening: readonly ChatCompletionChunk[];
  readonly content: readonly ChatCompletionChunk[];
  readonly closing: readonly ChatCompletionChunk[];
}

/** The chunk that OpenAI sends last when usage was asked for. */
export function usageChunk(head: AnswerHead, usage: SimulatedUsage): ChatCompletionChunk {
  return { ...commonOf(head), object: 'chat.completion.chunk', choices: [], usage };
}

/** An error in the middle of a 200: OpenRouter sends it as a chunk of the stream. */
export function errorChunk(head: AnswerHead, message: string): ErrorBody {
  return {
    ...commonOf(head),
    object: 'chat.completion.chunk',
    error: { code: 'server_error', message },
    choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
  };
}

type Delta = ChatCompletionChunk.Choice.Delta & { readonly reasoning?: string };

function openingDeltas(head: AnswerHead, { toolCall, reasoning }: ComposedChoice): readonly Delta[] {
  const role: Delta = { role: 'assistant', content: toolCall ? null : '', ...(toolCall ? {} : { refusal: null }) };
  // OpenAI keeps its reasoning to itself; OpenRouter shows it.
  const thoughts = head.kind === 'openrouter' ? reasoning.map((text): Delta => ({ content: '', reasoning: text })) : [];
  if (!toolCall) return [role, ...thoughts];
  const { id, type, name } = toolCall;
  const start = type === 'custom' ? { custom: { name, input: '' } } : { function: { name, arguments: '' } };
  return [role, ...thoughts, { tool_calls: [{ index: 0, id, type, ...start } as ToolCallDelta] }];
}

type ToolCallDelta = ChatCompletionChunk.Choice.Delta.ToolCall;

function contentDelta({ toolCall }: ComposedChoice, token: string): Delta {
  if (!toolCall) return { content: token };
  const part = toolCall.type === 'custom' ? { custom: { input: token } } : { function: { arguments: token } };
  return { tool_calls: [{ index: 0, ...part } as ToolCallDelta] };
}

function messageOf(head: AnswerHead, choice: ComposedChoice): ChatCompletion['choices'][number]['message'] {
  const text = choice.tokens.join('');
  const thoughts =
    head.kind === 'openrouter' && choice.reasoning.length > 0 ? { reasoning: choice.reasoning.join('') } : {};
  if (!choice.toolCall) return { role: 'assistant', content: text, refusal: null, ...thoughts };
  const { id, type, name } = choice.toolCall;
  const call =
    type === 'custom'
      ? ({ id, type, custom: { name, input: text } } as const)
      : ({ id, type, function: { name, arguments: text } } as const);
  return { role: 'assistant', content: null, refusal: null, tool_calls: [call], ...thoughts };
}

function logprobsOf(
  head: AnswerHead,
  choice: ComposedChoice,
  tokens: readonly string[],
): ChatCompletion.Choice.Logprobs | null {
  if (head.topLogprobs === undefined || choice.toolCall) return null;
  return { content: tokens.map((token) => logprobOf(token, head.topLogprobs ?? 0)), refusal: null };
}

function logprobOf(token: string, alternatives: number): ChatCompletionTokenLogprob {
  const likely = -(fnv1a32(token) % 1000) / 1000;
  const entry = (text: string, rank: number): ChatCompletionTokenLogprob.TopLogprob => ({
    token: text,
    logprob: likely - rank,
    bytes: [...Buffer.from(text)],
  });
  return {
    ...entry(token, 0),
    top_logprobs: Array.from({ length: alternatives }, (_, rank) =>
      entry(rank === 0 ? token : `${token}${rank}`, rank),
    ),
  };
}

function commonOf(head: AnswerHead): { id: string; created: number; model: string } {
  const { id, created, model } = head;
  return head.kind === 'openrouter'
    ? Object.assign({ id, provider: 'Simulated', created, model })
    : Object.assign({ id, created, model, system_fingerprint: 'fp_simulated' });
}
