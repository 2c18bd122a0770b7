import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { Provider } from '../../src/execute/provider.js';
import { resetFailure } from '../../src/providers/simulated/sdk-failures.js';
import type { Mischief } from './fault.js';

/** Makes a provider do what servers and networks do besides. */
export function mischievous(provider: Provider, mischief: Mischief | undefined): Provider {
  switch (mischief) {
    case undefined:
      return provider;
    case 'does not hear the signal': {
      const { signal } = new AbortController();
      return {
        complete: (call) => provider.complete({ ...call, signal }),
        stream: (call) => provider.stream({ ...call, signal }),
      };
    }
    case 'empty chunks':
      return { ...provider, stream: async (call) => mapChunks(await provider.stream(call), withEmptyChunks) };
    case 'few chunks':
      return { ...provider, stream: async (call) => mapChunks(await provider.stream(call), inFewChunks) };
    case 'breaks when all has come': {
      const breaking = (chunks: Chunks, n: unknown) => breakingAtTheEnd(chunks, typeof n === 'number' ? n : 1);
      return {
        ...provider,
        stream: async (call) => mapChunks(await provider.stream(call), (chunks) => breaking(chunks, call.body.n)),
      };
    }
    default:
      return mischief satisfies never;
  }
}

type Chunks = AsyncIterable<ChatCompletionChunk>;

function mapChunks<T extends { readonly value: Chunks }>(answer: T, map: (chunks: Chunks) => Chunks): T {
  return { ...answer, value: map(answer.value) };
}

async function* withEmptyChunks(chunks: Chunks): Chunks {
  for await (const chunk of chunks) {
    const { usage: _usage, ...rest } = chunk;
    yield { ...rest, choices: [] };
    yield chunk;
    yield { ...rest, choices: [{ index: 0, delta: {}, finish_reason: null }] };
  }
}

/** The rest of the answer comes with its finish_reason. */
async function* inFewChunks(chunks: Chunks): Chunks {
  let text = '';
  for await (const chunk of chunks) {
    const [choice, ...others] = chunk.choices;
    const isText =
      choice !== undefined && others.length === 0 && choice.index === 0 && choice.delta.tool_calls === undefined;
    if (!isText) yield chunk;
    else if (choice.finish_reason === null) text += choice.delta.content ?? '';
    else yield { ...chunk, choices: [{ ...choice, delta: { role: 'assistant', content: text } }] };
  }
}

/** Every choice has its finish_reason: nothing is missing but usage and the end. */
async function* breakingAtTheEnd(chunks: Chunks, choices: number): Chunks {
  let finished = 0;
  for await (const chunk of chunks) {
    yield chunk;
    finished += chunk.choices.filter((choice) => choice.finish_reason !== null).length;
    if (finished === choices) throw resetFailure('stream');
  }
}
