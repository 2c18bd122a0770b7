// The provider behind everything that is measured, in a process of its own. It answers as the simulated provider does, but
// composes nothing: it plays back one answer and one stream, so that at 64 at once the contenders are the bottleneck.
import { once } from 'node:events';
import { createServer } from 'node:http';
import OpenAI from 'openai';
import { startSimulatedProvider } from '../../dist/testing/index.js';

/** Every stream has so many chunks with text, each written in a turn of its own. */
const textChunks = 50;

const { whole, chunks } = await record();

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    if (!Buffer.concat(parts).includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length }).end(whole);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let sent = 0;
    const send = () => {
      response.write(chunks[sent]);
      sent += 1;
      if (sent < chunks.length) setImmediate(send);
      else response.end();
    };
    send();
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.(`http://127.0.0.1:${server.address().port}/v1`);
process.once('disconnect', () => process.exit());

async function record() {
  const answer = Array.from({ length: textChunks }, (_, index) => `word${index % 10} `)
    .join('')
    .trim();
  const simulated = await startSimulatedProvider({ scripts: { m: [{ answer, times: 2 }] } });
  const client = new OpenAI({ baseURL: simulated.url, apiKey: 'k' });
  const ask = { model: 'm', messages: [{ role: 'user', content: 'hello' }] };
  const completion = await client.chat.completions.create(ask);
  const stream = await client.chat.completions.create({
    ...ask,
    stream: true,
    stream_options: { include_usage: true },
  });
  const events = [];
  for await (const chunk of stream) events.push(Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`));
  await simulated.close();
  return { whole: Buffer.from(JSON.stringify(completion)), chunks: [...events, Buffer.from('data: [DONE]\n\n')] };
}
