// What a router costs per request: the same requests to the same loopback server, straight through the OpenAI SDK and
// through each contender, in turns within one run.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import { createRetryable } from 'ai-retry';
import OpenAI from 'openai';
import { createRouter } from '../dist/index.js';
import { inTurns } from './harness/in-turns.js';
import { quick, table, writePage } from './harness/page.js';
import { median, quantile } from './harness/statistics.js';

const rounds = quick ? 7 : 15;
/** Requests of each contender before anything is measured: what serves has been running for a while. */
const warmUp = quick ? 500 : 2_000;
const perRound = { 1: 50, 64: 256 };
const messages = [{ role: 'user', content: 'Name three colours, and say in a sentence what each is used for.' }];

const upstream = fork(join(import.meta.dirname, 'harness/upstream.js'));
const [url] = await once(upstream, 'message');
const portkey = await startPortkey();

const direct = new OpenAI({ baseURL: url, apiKey: 'k', maxRetries: 0 });
const throughPortkey = new OpenAI({
  baseURL: portkey.url,
  apiKey: 'k',
  maxRetries: 0,
  defaultHeaders: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': url },
});
const policy = `
policy: bench
language: 1
endpoints: { llm: { kind: openai, base_url: ${url}, api_key: { env: KEY } } }
models: { fast: { id: fast, endpoint: llm, price: { prompt: 1, completion: 2 } }, deep: { id: deep, endpoint: llm } }
tiers: { quick: { model: fast, fallbacks: [deep], max_tokens: 512 }, slow: { model: deep, fallbacks: [fast], max_tokens: 512 } }
facts: { task: { from: attribute, path: task }, words: { from: words } }
rules:
  - { id: reason, when: { task: reason }, then: slow }
  - { id: long, when: { words: { above: 500 } }, then: slow }
default: quick
`;
const router = await createRouter({ policy: { text: policy }, env: { KEY: 'k' } });
const sdk = createOpenAICompatible({ name: 'bench', baseURL: url, apiKey: 'k', includeUsage: true });
const retryable = createRetryable({ model: sdk('fast'), retries: [sdk('deep')] });

const openAi = (client) => ({
  plain: async () =>
    (await client.chat.completions.create({ model: 'fast', max_tokens: 512, messages })).choices[0].message.content,
  stream: async () => {
    let text = '';
    const stream = await client.chat.completions.create({ model: 'fast', max_tokens: 512, messages, stream: true });
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    return text;
  },
});
const contenders = {
  'OpenAI SDK': openAi(direct),
  Signalbox: openAi(router),
  'ai-retry on ai@6': {
    plain: async () => (await generateText({ model: retryable, messages, maxOutputTokens: 512, maxRetries: 0 })).text,
    stream: async () => {
      let text = '';
      for await (const part of streamText({ model: retryable, messages, maxOutputTokens: 512, maxRetries: 0 })
        .textStream)
        text += part;
      return text;
    },
  },
  'Portkey gateway': openAi(throughPortkey),
};

const names = Object.keys(contenders);
const [base, own, , gateway] = names;
const rows = [];
const aims = [];
for (const mode of ['plain', 'stream']) {
  const expected = await contenders[base][mode]();
  for (const name of names) {
    const text = await contenders[name][mode]();
    if (text !== expected) throw new Error(`${name} (${mode}) answered something else: ${text}`);
    await batch(contenders[name][mode], 16, warmUp);
  }
  for (const concurrency of [1, 64]) {
    const batches = await inTurns(names, rounds, (name) =>
      batch(contenders[name][mode], concurrency, perRound[concurrency]),
    );
    report(mode, concurrency, Object.fromEntries(names.map((name) => [name, summaryOf(batches[name], batches[base])])));
  }
}
await router.close();
portkey.child.kill();
upstream.disconnect();

writePage('overhead', {
  title: 'Overhead of a request',
  text: `The same requests to the same loopback server, straight through the OpenAI SDK and through each contender. ${rounds} rounds in turns;
medians over rounds for CPU and for throughput beside the SDK's in the same round, over requests for latency. CPU is that of the measuring process; Portkey's
gateway is a process of its own, whose CPU is not in it.

${table(['answers', 'at once', 'contender', 'median ms', 'added median', 'p99 ms', 'added p99', 'CPU ms per request', 'throughput, of the SDK'], rows)}`,
  aims,
});

/** Sends so many requests, so many at once. */
async function batch(send, concurrency, requests) {
  const latencies = [];
  let left = requests;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        const start = performance.now();
        await send();
        latencies.push(performance.now() - start);
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  return {
    latencies,
    cpuMs: (user + system) / 1000 / requests,
    perSecond: (requests * 1000) / (performance.now() - begun),
  };
}

/** Throughput is compared round by round: what else the machine does changes from one to the next. */
function summaryOf(batches, bare) {
  const latencies = batches.flatMap((each) => each.latencies);
  return {
    median: median(latencies),
    p99: quantile(latencies, 0.99),
    cpuMs: median(batches.map(({ cpuMs }) => cpuMs)),
    throughput: median(batches.map(({ perSecond }, round) => perSecond / bare[round].perSecond)),
  };
}

function report(mode, concurrency, measured) {
  const bare = measured[base];
  const added = (name, key) => measured[name][key] - bare[key];
  for (const [name, { cpuMs, throughput, ...latency }] of Object.entries(measured)) {
    const beside = (key) => (name === base ? '' : added(name, key).toFixed(3));
    rows.push([
      ...[mode, concurrency, name],
      ...[latency.median.toFixed(3), beside('median'), latency.p99.toFixed(3), beside('p99')],
      ...[cpuMs.toFixed(3), percent(throughput)],
    ]);
    console.error(`| ${rows.at(-1).join(' | ')} |`);
  }
  const kind = mode === 'plain' ? 'a plain answer' : 'a stream';
  if (concurrency === 1) {
    const [ours, theirs] = [added(own, 'median'), added(gateway, 'median')];
    const micros = `${Math.round(ours * 1000)} µs`;
    aims.push(
      { what: `latency added to ${kind}, median, 1 at once`, aim: 'at most 150 µs', figure: micros, met: ours <= 0.15 },
      {
        what: `the same, of what Portkey's gateway adds`,
        aim: 'at most 10 %',
        figure: percent(ours / theirs),
        met: ours <= theirs / 10,
      },
    );
  } else {
    const ratio = measured[own].throughput;
    const what = `throughput of ${kind}, ${concurrency} at once, of the bare SDK's`;
    aims.push({ what, aim: 'at least 90 %', figure: percent(ratio), met: ratio >= 0.9 });
  }
}

function percent(share) {
  return `${(share * 100).toFixed(0)} %`;
}

/** The gateway writes into headers that Node forbids to write (Portkey-AI/gateway#1389), and would listen everywhere. */
async function startPortkey() {
  const preload = `data:text/javascript,${encodeURIComponent(`
    import { Server } from 'node:net';
    const listen = Server.prototype.listen;
    Server.prototype.listen = function (port, ...rest) {
      return listen.call(this, port, '127.0.0.1', ...rest.filter((each) => typeof each === 'function'));
    };
    const original = globalThis.fetch;
    globalThis.fetch = async (...request) => {
      const { body, status, statusText, headers } = await original(...request);
      return new Response(body, { status, statusText, headers: new Headers(headers) });
    };
  `)}`;
  const port = await freePort();
  const program = join(import.meta.dirname, 'node_modules/@portkey-ai/gateway/build/start-server.js');
  const child = spawn(process.execPath, ['--import', preload, program, '--headless', `--port=${port}`], {
    env: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const part of child.stdout) if (String(part).includes('Ready for connections')) break;
  return { child, url: `http://127.0.0.1:${port}/v1` };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
