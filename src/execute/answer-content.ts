import { isFields } from '../fields.js';
/** What one choice of an answer, or one delta of it, carries for the reader. */
export type ContentKind = 'content' | 'reasoning' | 'nothing';

/**
 * Reads a message or a delta. Text, a refusal, a tool call, a function call, audio and images are content; reasoning is
 * told apart, in the names that servers use for it.
 */
export function contentKindOf(message: unknown): ContentKind {
  if (!isFields(message)) return 'nothing';
  const { content, refusal, tool_calls: toolCalls, function_call: functionCall, audio, images } = message;
  const hasContent =
    isFilled(content) ||
    isFilled(refusal) ||
    isFilled(toolCalls) ||
    isFields(functionCall) ||
    isFields(audio) ||
    isFilled(images);
  if (hasContent) return 'content';
  const { reasoning, reasoning_content: reasoningContent, reasoning_details: details } = message;
  return isFilled(reasoning) || isFilled(reasoningContent) || isFilled(details) ? 'reasoning' : 'nothing';
}

/** What a message or a delta carries besides text and reasoning, in words. */
export function contentBeyondText(message: unknown): string | undefined {
  if (!isFields(message)) return undefined;
  if (isFilled(message.tool_calls) || isFields(message.function_call)) return 'a tool call';
  if (isFilled(message.refusal)) return 'a refusal';
  return isFields(message.audio) || isFilled(message.images) ? 'audio or images' : undefined;
}

function isFilled(value: unknown): boolean {
  return (typeof value === 'string' || Array.isArray(value)) && value.length > 0;
}

const none: readonly Record<string, unknown>[] = [];

/** The choices of a completion or a chunk, whatever a server may have put there. */
export function choicesOf(answer: unknown): readonly Record<string, unknown>[] {
  if (!isFields(answer) || !Array.isArray(answer.choices)) return none;
  const { choices } = answer;
  return choices.every(isFields) ? choices : choices.filter(isFields);
}
