import type { RoutedCompletion } from '../../execute/execute.js';
import type { ChatBody } from '../../request/routing-request.js';
import type { DemoRequest } from './demo-requests.js';
import type { Stage } from './stage.js';

/** Sends a request as an embedding service does: through the router's copy of the OpenAI client. */
export function send(
  { router }: Stage,
  { prompt, policy, attributes, body }: DemoRequest,
  signal?: AbortSignal,
): Promise<RoutedCompletion> {
  const messages: ChatBody['messages'] = [{ role: 'user', content: prompt }];
  return router.chat.completions.create({ ...body, messages, stream: false }, { policy, attributes, signal });
}
