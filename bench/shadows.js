// What a shadow at 100 % does to the requests it copies: nothing, whatever becomes of its candidate.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createRouter } from '../dist/index.js';
import { inTurns } from './harness/in-turns.js';
import { quick, table, writePage } from './harness/page.js';
import { median, quantile } from './harness/statistics.js';

const rounds = quick ? 3 : 15;
const requests = 100;
const messages = [{ role: 'user', content: 'Name three colours, and say in a sentence what each is used for.' }];

const processes = ['harness/upstream.js', 'harness/bad-candidates.js'].map((file) =>
  fork(join(import.meta.dirname, file)),
);
const [[url], [{ slow, overloaded }]] = await Promise.all(processes.map((each) => once(each, 'message')));
const candidates = { none: undefined, answering: url, dead: 'http://127.0.0.1:9/v1', slow, overloaded };
const names = Object.keys(candidates);
const routers = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await startRouter(candidates[name])])),
);

const rows = [];
const aims = [];
const batches = await inTurns(names, rounds, (name) => batch(routers[name].router));
const bare = summaryOf(batches.none);
for (const name of names) {
  const { middle, p99, failed } = summaryOf(batches[name]);
  const { answered, failed: lost, skipped } = routers[name].copies;
  const cells = [middle, p99].map((ms) => ms.toFixed(2));
  rows.push([
    name,
    ...cells,
    (middle / bare.middle).toFixed(2),

    failed,
    answered,
    lost,
    skipped,
  ]);
  if (name === 'none') continue;
  aims.push({
    what: `median latency of a request with a shadow whose candidate is ${name}, of one without`,
    aim: 'at most 1.1',
    figure: (middle / bare.middle).toFixed(2),
    met: middle <= bare.middle * 1.1,
  });
  aims.push({
    what: `requests that failed because a shadow's candidate was ${name}`,
    aim: '0',
    figure: String(failed),
    met: failed === 0,
  });
}
const grown = await growth(routers.slow.router, quick ? 2_000 : 20_000);
aims.push({
  what: 'heap that 100 copies at most to a candidate that never answers leave behind',
  aim: 'at most 8 MiB',
  figure: `${grown.toFixed(1)} MiB`,
  met: grown <= 8,
});
for (const { router } of Object.values(routers)) await router.close({ abort: true });
for (const each of processes) each.disconnect();

writePage('shadows', {
  title: 'Shadows',
  text: `Plain answers, one asked for every 10 ms, each copied to a shadow (100 %, concurrency 4) whose candidate is as the first
column says; ${rounds} rounds of ${requests} requests in turns. The copies run in the same process once the answers are out.

${table(['candidate', 'median ms', 'p99 ms', 'median, of none', 'failed', 'copies answered', 'failed', 'left out'], rows)}`,
  aims,
});

async function startRouter(candidate) {
  const shadow = candidate && `shadows: [{ id: s, target: { model: next, max_tokens: 100 } }]`;
  const policy = `
policy: bench
language: 1
endpoints:
  llm: { kind: openai, base_url: ${url} }
  other: { kind: openai, base_url: ${candidate ?? url} }
models: { fast: { id: fast, endpoint: llm }, next: { id: next, endpoint: other } }
tiers: { quick: { model: fast, max_tokens: 512 } }
rules: []
default: quick
${shadow ?? ''}
`;
  const router = await createRouter({ policy: { text: policy } });
  const copies = { answered: 0, failed: 0, skipped: 0 };
  router.on('shadow', ({ status }) => {
    copies[status] += 1;
  });
  return { router, copies };
}

/** One request every ten milliseconds, whether the one before is answered or not: what a service sees below its limits. */
async function batch(router) {
  const latencies = [];
  let failed = 0;
  const ask = async () => {
    const start = performance.now();
    await router.chat.completions.create({ messages }).catch(() => {
      failed += 1;
    });
    latencies.push(performance.now() - start);
  };
  const asked = [];
  for (let sent = 0; sent < requests; sent += 1) {
    asked.push(ask());
    await setTimeout(10);
  }
  await Promise.all(asked);
  return { latencies, failed };
}

function summaryOf(all) {
  const latencies = all.flatMap((each) => each.latencies);
  return {
    middle: median(latencies),
    p99: quantile(latencies, 0.99),
    failed: all.reduce((sum, each) => sum + each.failed, 0),
  };
}

/** MiB of heap that so many requests of 10 kB leave behind. */
async function growth(router, count) {
  const used = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  await batch(router);
  const before = used();
  const body = { messages: [{ role: 'user', content: 'x'.repeat(10_000) }] };
  for (let done = 0; done < count; done += 10) {
    await Promise.all(Array.from({ length: 10 }, () => router.chat.completions.create(body)));
  }
  return used() - before;
}
