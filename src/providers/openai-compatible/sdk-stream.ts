import type { StreamFactory } from '../../execute/execution.js';

let streaming: typeof import('openai/streaming') | undefined;

/** To be awaited before `createSdkStream` is called: commands that only validate or decide do without the SDK. */
export async function loadSdkStream(): Promise<void> {
  streaming ??= await import('openai/streaming');
}

/** The SDK's own stream around an iterator of ours. */
export const createSdkStream: StreamFactory = (iterator, controller) => {
  if (streaming === undefined) throw new Error('the SDK is not loaded');
  return new streaming.Stream(iterator, controller);
};
