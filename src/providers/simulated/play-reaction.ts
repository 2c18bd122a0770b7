import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Runtime } from '../../runtime.js';
import { type Ending, garbage, type Reaction, type StreamEvent, type StreamedAnswer } from './reaction.js';

/** Acts a reaction out on a response. True when it was played to its end; false when the client went away before. */
export async function playReaction(reaction: Reaction, response: ServerResponse, runtime: Runtime): Promise<boolean> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    if (reaction.delayMs > 0) await runtime.sleep(reaction.delayMs, gone.signal);
    gone.signal.throwIfAborted();
    await play(reaction, response, runtime, gone.signal);
    return true;
  } catch (error) {
    if (gone.signal.aborted) return false;
    throw error;
  }
}

async function play(reaction: Reaction, response: ServerResponse, runtime: Runtime, gone: AbortSignal): Promise<void> {
  switch (reaction.kind) {
    case 'silence':
      return untilGone(gone);
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'refusal':
      response.writeHead(reaction.status, { ...reaction.headers, 'content-type': 'application/json' });
      response.end(JSON.stringify(reaction.body));
      return;
    case 'whole': {
      const text = reaction.body === garbage ? garbage : JSON.stringify(reaction.body);
      response.writeHead(200, { 'content-type': 'application/json' });
      if (reaction.ending !== 'complete') await write(response, text.slice(0, text.length / 2), gone);
      return end(reaction.ending, response, reaction.ending === 'complete' ? text : '', gone);
    }
    case 'streamed':
      return stream(reaction, response, runtime, gone);
  }
  return reaction satisfies never;
}

async function stream(
  answer: StreamedAnswer,
  response: ServerResponse,
  runtime: Runtime,
  gone: AbortSignal,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  response.flushHeaders();
  for (const event of answer.events) {
    if (answer.chunkDelayMs > 0 && event.kind !== 'comment') await runtime.sleep(answer.chunkDelayMs, gone);
    await write(response, textOf(event), gone);
  }
  await end(answer.ending, response, 'data: [DONE]\n\n', gone);
}

function textOf(event: StreamEvent): string {
  switch (event.kind) {
    case 'chunk':
      return `data: ${JSON.stringify(event.chunk)}\n\n`;
    case 'error':
      return `data: ${JSON.stringify(event.body)}\n\n`;
    case 'comment':
      return `: ${event.text}\n\n`;
    case 'garbage':
      return `data: ${garbage}\n\n`;
  }
  return event satisfies never;
}

async function end(ending: Ending, response: ServerResponse, last: string, gone: AbortSignal): Promise<void> {
  switch (ending) {
    case 'complete':
      response.end(last);
      return;
    case 'cut':
      response.end();
      return;
    case 'reset':
      // A real reset could overtake the chunks that were sent; a body without its end is as broken, and arrives. Some
      // versions of fetch drop what comes in one go with the end of a connection, so that comes a little later.
      for (let turn = 0; turn < 2; turn += 1) await setImmediate();
      response.socket?.destroySoon();
      return;
    case 'stall':
      return untilGone(gone);
  }
  return ending satisfies never;
}

/** Waits while the client reads too slowly. */
async function write(response: ServerResponse, text: string, gone: AbortSignal): Promise<void> {
  gone.throwIfAborted();
  if (!response.write(text)) await once(response, 'drain', { signal: gone });
}

function untilGone(gone: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = (): void => reject(gone.reason);
    if (gone.aborted) leave();
    else gone.addEventListener('abort', leave, { once: true });
  });
}
