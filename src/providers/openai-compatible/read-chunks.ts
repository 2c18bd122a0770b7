import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { ProviderError } from '../../execute/provider.js';
import { providerErrorOf } from './provider-error-of.js';

/**
 * The chunks of the SDK's stream, with its errors as the port's. The SDK ends without an error when the request is
 * aborted; here the signal's reason is thrown.
 */
export async function* readChunks(
  stream: AsyncIterable<ChatCompletionChunk>,
  signal: AbortSignal,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  try {
    for await (const chunk of stream) {
      if (typeof chunk !== 'object' || chunk === null || Array.isArray(chunk)) throw notAChunk();
      yield chunk;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : providerErrorOf(error, 'stream');
  }
  signal.throwIfAborted();
}

function notAChunk(): ProviderError {
  return new ProviderError({ stage: 'stream', code: 'invalid_chunk', message: 'a chunk is not an object' }, undefined);
}
