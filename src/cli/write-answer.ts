import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { type CliIo, writeLine } from './io.js';

interface ToolCall {
  name: string;
  arguments: string;
}

/** Writes the first choice of an answer as it comes: its text or refusal, and tool calls when they are complete. */
export async function writeAnswer(stream: AsyncIterable<ChatCompletionChunk>, io: CliIo): Promise<void> {
  const calls = new Map<number, ToolCall>();
  for await (const { choices } of stream) {
    const delta = choices.find(({ index }) => index === 0)?.delta;
    await io.stdout.write(delta?.content ?? delta?.refusal ?? '');
    for (const call of delta?.tool_calls ?? []) {
      const known = calls.get(call.index) ?? { name: '', arguments: '' };
      known.name += call.function?.name ?? '';
      known.arguments += call.function?.arguments ?? '';
      calls.set(call.index, known);
    }
    if (io.stdout.closed) return;
  }
  await writeLine(io.stdout);
  for (const { name, arguments: input } of calls.values()) await writeLine(io.stdout, `${name}(${input})`);
}
