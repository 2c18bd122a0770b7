// What a router costs per request: the same requests to the same loopback server, straight through the OpenAI SDK and
// through each contender, in turns within one run. Prints a Markdown table and writes it to bench/results/overhead.md.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import { createRetryable } from 'ai-retry';
import OpenAI from 'openai';
import { createRouter } from '../dist/index.js';

const rounds = 15;
const perRound = { 1: 50, 64: 256 };
const messages = [{ role: 'user', content: 'Name three colours, and say in a sentence what each is used for.' }];

const upstream = fork(join(import.meta.dirname, 'upstream.js'));
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
const lines = [];
for (const mode of ['plain', 'stream']) {
  const expected = await contenders['OpenAI SDK'][mode]();
  for (const name of names) {
    const text = await contenders[name][mode]();
    if (text !== expected) throw new Error(`${name} (${mode}) answered something else: ${text}`);
  }
  for (const concurrency of [1, 64]) {
    const measured = Object.fromEntries(names.map((name) => [name, { latencies: [], cpuMs: [], perSecond: [] }]));
    for (const name of names) await batch(contenders[name][mode], concurrency, perRound[concurrency]);
    for (let round = 0; round < rounds; round += 1) {
      for (const name of rotated(names, round)) {
        const { latencies, cpuMs, perSecond } = await batch(contenders[name][mode], concurrency, perRound[concurrency]);
        measured[name].latencies.push(...latencies);
        measured[name].cpuMs.push(cpuMs);
        measured[name].perSecond.push(perSecond);
      }
    }
    report(mode, concurrency, measured);
  }
}
await router.close();
portkey.child.kill();
upstream.disconnect();

const table = [
  '| answers | at once | contender | median ms | added median | p99 ms | added p99 | CPU ms per request | throughput, of the SDK |',
  '| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
  ...lines,
].join('\n');
const shape = `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
const page = `# Overhead of a request

${shape}. ${rounds} rounds in turns; medians over rounds for CPU and throughput, over requests for latency. CPU is that of the
measuring process; Portkey's gateway is a process of its own, whose CPU is not in it. \`npm run bench -- overhead\` measures anew.

${table}
`;
console.log(page);
mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
writeFileSync(join(import.meta.dirname, 'results', 'overhead.md'), page);

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

function report(mode, concurrency, measured) {
  const base = measured['OpenAI SDK'];
  for (const [name, { latencies, cpuMs, perSecond }] of Object.entries(measured)) {
    const [median, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
    const [addedMedian, addedP99] = [median - quantile(base.latencies, 0.5), p99 - quantile(base.latencies, 0.99)];
    const ratio = quantile(perSecond, 0.5) / quantile(base.perSecond, 0.5);
    const added = name === 'OpenAI SDK' ? ['', ''] : [`${addedMedian.toFixed(3)}`, `${addedP99.toFixed(3)}`];
    lines.push(
      `| ${mode} | ${concurrency} | ${name} | ${median.toFixed(3)} | ${added[0]} | ${p99.toFixed(3)} | ${added[1]} | ${quantile(cpuMs, 0.5).toFixed(3)} | ${(ratio * 100).toFixed(0)} % |`,
    );
    console.error(lines.at(-1));
  }
}

function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

function rotated(items, by) {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
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
