// One budget, one Redis, four processes with 250 requests each at once: whether the limit ever gives, whether what is
// counted is what was charged, what becomes of a process that dies, and what all of that costs.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createClient } from 'redis';
import { createRedisStore } from '../dist/index.js';
import { startChargingUpstream } from './harness/charging-upstream.js';
import { inTurns } from './harness/in-turns.js';
import { quick, table, writePage } from './harness/page.js';
import { startRedis } from './harness/redis-server.js';
import { median, withSpread } from './harness/statistics.js';

const processes = 4;
const atOnce = 250;
const runs = quick ? 5 : 100;
const kills = quick ? 1 : 10;
const price = { prompt: 1, completion: 4 };
const limitUsd = 0.2;
const limit = limitUsd * 1e9;

const redis = await startRedis();
const upstream = await startChargingUpstream({
  nanosPerPromptToken: price.prompt * 1e3,
  nanosPerToken: price.completion * 1e3,
});
const policy = `
policy: bench
language: 1
endpoints: { llm: { kind: openai, base_url: ${upstream.url} } }
models:
  fast: { id: fast, endpoint: llm, price: { prompt: ${price.prompt}, completion: ${price.completion} } }
  next: { id: next, endpoint: llm, price: { prompt: ${price.prompt}, completion: ${price.completion} } }
tiers: { quick: { model: fast, fallbacks: [next], max_tokens: 1000, retry: { attempts: 1 } } }
rules: []
default: quick
budgets: { all: { key: run, limit_usd: ${limitUsd}, per: month } }
`;
const store = await createRedisStore({ url: redis.url });
const workers = await Promise.all(Array.from({ length: processes }, startWorker));

const results = [];
for (let run = 0; run < runs; run += 1) results.push(await race(`run ${run}`));
const killed = [];
for (let run = 0; run < kills; run += 1) killed.push(await raceWithDeath(`death ${run}`));
const speeds = await measureStore();

for (const worker of workers) worker.disconnect();
await store.close();
upstream.stop();
redis.stop();
report();

/** All processes at once; when all of it has settled, what the store counts and what the provider charged. */
async function race(run) {
  const ends = await Promise.all(workers.map((worker) => spend(worker, run, run)));
  const { spent } = await settled(run);
  return { spent, charged: upstream.bills.get(run)?.nanos ?? 0, counts: total(ends) };
}

/** The same, and one process dies in the middle. Its leases are ended by a store whose clock is ahead. */
async function raceWithDeath(run) {
  const [victim, ...others] = workers;
  const lost = spend(victim, run, `${run} victim`).catch(() => {});
  const survivors = others.map((worker) => spend(worker, run, run));
  const enough = 1 + Math.floor(Math.random() * 60);
  const reached = () => upstream.bills.get(`${run} victim`)?.requests ?? 0;
  for (let waited = 0; reached() < enough && waited < 5_000; waited += 1) await setTimeout(1);
  victim.kill('SIGKILL');
  const ends = await Promise.all(survivors);
  await lost;
  const left = await leftBehind();
  const before = await stateOf(run);
  const later = await createRedisStore({ url: redis.url, now: () => Date.now() + 3_600_000 });
  await later.budgets.read([]);
  await later.close();
  const after = await stateOf(run);
  workers[0] = await startWorker();
  const of = (user) => upstream.bills.get(user) ?? { requests: 0, nanos: 0 };
  const counts = total(ends);
  return {
    charged: of(run).nanos + of(`${run} victim`).nanos,
    ...{ before, after, left, counts },
    // All that was sent is charged as a whole, all that was not is given back, and nothing else stays.
    exact: after.held === 0 && after.spent === before.spent + left.sent && before.held === left.sent + left.unsent,
  };
}

/** What reservations hold that nobody settles any more, in billionths of a USD. */
async function leftBehind() {
  const client = await createClient({ url: redis.url }).connect();
  const left = { sent: 0, unsent: 0, count: 0 };
  for (const key of await client.keys('{signalbox}:reservation:*')) {
    const { holds, sent } = await client.hGetAll(key);
    left[sent === '1' ? 'sent' : 'unsent'] += Number(JSON.parse(holds)[1]);
    left.count += 1;
  }
  client.destroy();
  return left;
}

async function settled(run) {
  for (let waited = 0; waited < 15_000; waited += 20) {
    const state = await stateOf(run);
    if (state.held === 0) return state;
    await setTimeout(20);
  }
  throw new Error(`${run} does not settle`);
}

async function stateOf(run) {
  const accounts = (await store.budgets.list()).filter(({ account }) => account.endsWith(`|${run}`));
  return { spent: accounts[0]?.spent ?? 0, held: accounts[0]?.held ?? 0 };
}

async function startWorker() {
  const worker = fork(join(import.meta.dirname, 'harness/spending-process.js'), [policy, redis.url]);
  await once(worker, 'message');
  return worker;
}

async function spend(worker, run, user) {
  const settled = new AbortController();
  const { signal } = settled;
  const gone = once(worker, 'exit', { signal }).then(() => {
    throw new Error('the process is gone');
  });
  worker.send({ run, user, requests: atOnce });
  try {
    const [told] = await Promise.race([once(worker, 'message', { signal }), gone]);
    return told.counts;
  } finally {
    gone.catch(() => {});
    settled.abort();
  }
}

function total(all) {
  const sum = { answered: 0, refused: 0, overloaded: 0, store: 0, failed: 0 };
  for (const counts of all) for (const [end, count] of Object.entries(counts)) sum[end] += count;
  return sum;
}

/** Microseconds of one after the other, and operations a second with 50 at once. */
async function measureStore() {
  const client = await createClient({ url: redis.url }).connect();
  const hold = { account: 'speed', amount: 1, limit: Number.MAX_SAFE_INTEGER, keepMs: 60_000 };
  let ids = 0;
  const ways = {
    'bare round trip (PING)': () => client.ping(),
    'reserve + settle': async () => {
      ids += 1;
      const id = `speed ${ids}`;
      await store.budgets.reserve({ id, leaseMs: 60_000, holds: [hold] });
      await store.budgets.settle(id, [1]);
    },
    'reserve + mark sent + settle': async () => {
      ids += 1;
      const id = `speed ${ids}`;
      await store.budgets.reserve({ id, leaseMs: 60_000, holds: [hold] });
      await store.budgets.markSent(id);
      await store.budgets.settle(id, [1]);
    },
  };
  const rounds = quick ? 3 : 11;
  const count = quick ? 500 : 2_000;
  const names = Object.keys(ways);
  const single = await inTurns(names, rounds, (name) => timed(count, 1, ways[name]));
  const many = await inTurns(names, rounds, (name) => timed(count * 5, 50, ways[name]));
  client.destroy();
  return names.map((name) => ({
    name,
    micros: single[name].map((s) => (s / count) * 1e6),
    rates: many[name].map((s) => (count * 5) / s),
  }));
}

async function timed(count, lanes, operation) {
  const start = performance.now();
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await operation();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return (performance.now() - start) / 1_000;
}

function report() {
  const over = results.filter(({ spent }) => spent > limit).length;
  const wrong = results.filter(({ spent, charged }) => spent !== charged).length;
  const counts = total(results.map((each) => each.counts));
  const shares = results.map(({ spent }) => (spent / limit) * 100);
  const inexact = killed.filter(({ exact }) => !exact).length;
  const short = killed.filter(({ charged, after }) => after.spent < charged || after.spent > limit).length;
  const broken = killed.reduce((sum, each) => sum + each.counts.failed, 0) + counts.failed;
  const usd = (nanos) => (nanos / 1e9).toFixed(4);
  const deaths = killed.map(({ left, charged, after }, index) => [
    index + 1,
    ...[left.count, usd(left.sent), usd(left.unsent), usd(after.spent), usd(charged)],
  ]);
  const [bare, ...ways] = speeds;
  const speedRows = speeds.map(({ name, micros, rates }) => [
    name,
    withSpread(micros, 0),
    (median(micros) / median(bare.micros)).toFixed(1),
    withSpread(rates, 0),
  ]);
  writePage('budgets', {
    title: 'Budgets',
    text: `${processes} processes with ${atOnce} requests each, all at once, on one Redis and one budget of ${limitUsd} USD; the provider
charges what it says, and refuses one request in twenty. Who is refused by the budget asks again for a second, while others
settle. ${runs} runs: ${counts.answered} requests answered, ${counts.refused} refused to the end
because the budget had no room, ${counts.overloaded} because the provider refused twice, ${counts.store} because the
store was late (a second) on a machine that ran all of this, ${counts.failed} failed otherwise. Spent at the end of a
run: ${withSpread(shares)} % of the limit. Runs in which it was exceeded: ${over}. Runs in which what is counted is not, to the
billionth of a USD, what was charged: ${wrong}.

A process killed in the middle, ${kills} times: what its reservations held when it died, sent or not; what is counted once their
leases are over; and what the provider charged for all processes, its answers that nobody heard included.

${table(['death', 'reservations', 'sent, USD', 'not sent, USD', 'counted, USD', 'charged, USD'], deaths)}

The store by itself: one operation after the other in µs, and operations a second with 50 at once.

${table(['operation', 'µs', 'of bare', 'a second, 50 at once'], speedRows)}`,
    aims: [
      { what: `runs of ${runs} in which a limit was exceeded`, aim: '0', figure: String(over), met: over === 0 },
      {
        what: `runs of ${runs} in which what is counted is not what was charged`,
        aim: '0',
        figure: String(wrong),
        met: wrong === 0,
      },
      {
        what: `deaths of ${kills} after which what was sent is not charged, or what was not is not given back`,
        aim: '0',
        figure: String(inexact),
        met: inexact === 0,
      },
      {
        what: `deaths of ${kills} after which less is counted than charged, or more than the limit`,
        aim: '0',
        figure: String(short),
        met: short === 0,
      },
      {
        what: 'requests that failed though neither the budget, the provider nor a late store refused them',
        aim: '0',
        figure: String(broken),
        met: broken === 0,
      },
      {
        what: `${ways.at(-1).name}, of a bare Redis round trip`,
        aim: 'at most 6',
        figure: (median(ways.at(-1).micros) / median(bare.micros)).toFixed(1),
        met: median(ways.at(-1).micros) <= 6 * median(bare.micros),
      },
    ],
  });
}
