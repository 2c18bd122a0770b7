import type { ChatBody } from './routing-request.js';

/** Number of user messages. */
export function turnsOf(body: ChatBody): number {
  let turns = 0;
  for (const message of body.messages) if (message.role === 'user') turns += 1;
  return turns;
}
