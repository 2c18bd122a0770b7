// Servers that a shadow's candidate may be, in a process of their own: one that never answers, one that is overloaded.
import { once } from 'node:events';
import { createServer } from 'node:http';

const urlOf = async (handle) => {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/v1`;
};
const slow = await urlOf((request) => request.resume());
const overloaded = await urlOf((request, response) => {
  request.resume();
  response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"overloaded"}}');
});
process.send?.({ slow, overloaded });
process.once('disconnect', () => process.exit());
