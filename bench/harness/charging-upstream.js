import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * A provider that writes down what it charges, by the `user` of each request: it takes 5 to 50 ms, charges for up to
 * half of the tokens asked for, and refuses one request in twenty, for which it charges nothing.
 */
export async function startChargingUpstream({ nanosPerPromptToken, nanosPerToken }) {
  const bills = new Map();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const body = JSON.parse(text);
    const bill = bills.get(body.user) ?? { requests: 0, charged: 0, nanos: 0 };
    bills.set(body.user, bill);
    bill.requests += 1;
    const refuses = Math.random() < 0.05;
    const tokens = 1 + Math.floor(Math.random() * (body.max_tokens / 2));
    const nanos = 40 * nanosPerPromptToken + tokens * nanosPerToken;
    if (!refuses) {
      bill.charged += 1;
      bill.nanos += nanos;
    }
    setTimeout(() => answer(response, refuses, tokens, nanos), 5 + Math.random() * 45);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    bills,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(response, refuses, tokens, nanos) {
  response.writeHead(refuses ? 503 : 200, { 'content-type': 'application/json' });
  if (refuses) return response.end('{"error":{"message":"overloaded"}}');
  const message = { role: 'assistant', content: 'Well.' };
  response.end(
    JSON.stringify({
      id: 'c',
      object: 'chat.completion',
      created: 0,
      model: 'm',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 40, completion_tokens: tokens, total_tokens: 40 + tokens, cost: nanos / 1e9 },
    }),
  );
}
