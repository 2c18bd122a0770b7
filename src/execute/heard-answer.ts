import type { ChatCompletion } from 'openai/resources/chat/completions';
import { isFields } from '../fields.js';
import { choicesOf } from './answer-content.js';

/** What one choice of an answer says, as its reader hears it. */
export interface HeardAnswer {
  readonly text: string;
  readonly toolCalls: readonly HeardToolCall[];
  readonly finishReason?: string;
  /** The answer was longer than what is kept of a stream: `text` is its beginning. */
  readonly cut?: true;
}

/** A call of a function that the model asked for. */
export interface HeardToolCall {
  readonly name: string;
  /** As the model wrote them: JSON, if it did well. */
  readonly arguments: string;
}

/** The first choice of a completion. */
export function heardIn(completion: ChatCompletion): HeardAnswer {
  const [choice = {}] = choicesOf(completion);
  const message = isFields(choice.message) ? choice.message : {};
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  return {
    text: textOf(message.content) + textOf(message.refusal),
    toolCalls: calls.flatMap((call: unknown) =>
      isFields(call) && isFields(call.function)
        ? [{ name: textOf(call.function.name), arguments: textOf(call.function.arguments) }]
        : [],
    ),
    ...(typeof choice.finish_reason === 'string' && { finishReason: choice.finish_reason }),
  };
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
