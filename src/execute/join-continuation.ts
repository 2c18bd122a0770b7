import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { choicesOf } from './answer-content.js';
import { findRepeatedText } from './repeated-text.js';

/** Makes the chunks of a continuation fit those before: one id, one role, and nothing said twice. */
export interface Continuation {
  /** The text of the whole answer, as far as it was given out. */
  readonly text: string;
  /** Characters that were left out since they stood there already. */
  readonly repeated: number;
  /** What may be shown now that this chunk has come. */
  take(chunk: ChatCompletionChunk): readonly ChatCompletionChunk[];
  /** What waited still, when nothing more comes. */
  end(): readonly ChatCompletionChunk[];
}

export function joinContinuation(before: string, first: Pick<ChatCompletionChunk, 'id' | 'created'>): Continuation {
  const repetition = findRepeatedText(before);
  const waiting: ChatCompletionChunk[] = [];
  let decided = before === '';
  let text = before;
  let repeated = 0;

  function show(chunk: ChatCompletionChunk): ChatCompletionChunk {
    text += textOf(chunk);
    return chunk;
  }

  /** The chunks that waited, without so many characters at their beginning. */
  function release(characters: number): readonly ChatCompletionChunk[] {
    decided = true;
    repeated = characters;
    let left = characters;
    return waiting.splice(0).map((chunk) => {
      const cut = Math.min(left, textOf(chunk).length);
      left -= cut;
      return show(cut === 0 ? chunk : withoutStart(chunk, cut));
    });
  }

  return {
    get text() {
      return text;
    },
    get repeated() {
      return repeated;
    },
    take(raw) {
      const chunk = withHead(raw, first);
      const isEnd = choicesOf(chunk).some((choice) => choice.finish_reason != null);
      if (decided || (textOf(chunk) === '' && !isEnd)) return [show(chunk)];
      waiting.push(chunk);
      const characters = repetition.push(textOf(chunk)) ?? (isEnd ? repetition.end() : undefined);
      return characters === undefined ? [] : release(characters);
    },
    end: () => (decided ? [] : release(repetition.end())),
  };
}

function textOf(chunk: ChatCompletionChunk): string {
  return chunk.choices?.[0]?.delta?.content ?? '';
}

/** As the first attempt's chunks began; the role was told there. */
function withHead(chunk: ChatCompletionChunk, { id, created }: Pick<ChatCompletionChunk, 'id' | 'created'>) {
  return { ...chunk, id, created, choices: mapDeltas(chunk, ({ role: _role, ...delta }) => delta) };
}

function withoutStart(chunk: ChatCompletionChunk, characters: number): ChatCompletionChunk {
  const cut = (delta: Delta): Delta =>
    typeof delta.content === 'string' ? { ...delta, content: delta.content.slice(characters) } : delta;
  return { ...chunk, choices: mapDeltas(chunk, cut) };
}

type Delta = ChatCompletionChunk.Choice.Delta;

function mapDeltas(chunk: ChatCompletionChunk, change: (delta: Delta) => Delta): ChatCompletionChunk.Choice[] {
  return (chunk.choices ?? []).map((choice) => ({ ...choice, delta: change(choice.delta ?? {}) }));
}
