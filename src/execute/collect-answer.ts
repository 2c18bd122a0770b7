import { isFields } from '../fields.js';
import { choicesOf } from './answer-content.js';
import { type HeardAnswer, type HeardToolCall, textOf } from './heard-answer.js';

/** Code units of a streamed answer that are kept. */
const mostKept = 1_000_000;

/** Joins the chunks of a stream, as its reader gets them, to the answer they are. */
export interface AnswerCollector {
  note(chunk: unknown): void;
  readonly answer: HeardAnswer;
}

export function collectAnswer(): AnswerCollector {
  let text = '';
  let kept = 0;
  let cut = false;
  let finishReason: string | undefined;
  const calls = new Map<number, { name: string; arguments: string }>();

  /** As much of a piece as still fits. */
  function keep(piece: string): string {
    const fits = piece.slice(0, mostKept - kept);
    kept += fits.length;
    cut ||= fits.length < piece.length;
    return fits;
  }

  function noteCall(call: unknown): void {
    if (!isFields(call) || typeof call.index !== 'number' || !isFields(call.function)) return;
    const known = calls.get(call.index) ?? { name: '', arguments: '' };
    known.name += keep(textOf(call.function.name));
    known.arguments += keep(textOf(call.function.arguments));
    calls.set(call.index, known);
  }

  return {
    note(chunk) {
      if (isRestart(chunk)) {
        text = '';
        kept = 0;
        cut = false;
        finishReason = undefined;
        calls.clear();
      }
      const choice = choicesOf(chunk).find(({ index = 0 }) => index === 0);
      if (choice === undefined) return;
      if (typeof choice.finish_reason === 'string') finishReason = choice.finish_reason;
      if (!isFields(choice.delta)) return;
      text += keep(textOf(choice.delta.content) + textOf(choice.delta.refusal));
      if (Array.isArray(choice.delta.tool_calls)) choice.delta.tool_calls.forEach(noteCall);
    },
    get answer() {
      const toolCalls: readonly HeardToolCall[] = [...calls].sort(([a], [b]) => a - b).map(([, call]) => call);
      return { text, toolCalls, ...(finishReason !== undefined && { finishReason }), ...(cut && { cut }) };
    },
  };
}

/** What came before is void. */
function isRestart(chunk: unknown): boolean {
  return isFields(chunk) && isFields(chunk.routing_event) && chunk.routing_event.type === 'stream-restart';
}
