import { Stream } from 'openai/streaming';
import type { StreamFactory } from '../../execute/execution.js';

/** The SDK's own stream around an iterator of ours. */
export const createSdkStream: StreamFactory = (iterator, controller) => new Stream(iterator, controller);
