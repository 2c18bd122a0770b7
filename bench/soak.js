// Many decisions on one policy: what they leave in memory, how many are remembered, and what those cost that are not.
import { tablesOf } from '../dist/decide/decision-tables.js';
import { compilePolicy, decide, parsePolicy } from '../dist/index.js';
import { quick, table, writePage } from './harness/page.js';
import { plainEngine, policyText, requestsFor, ruleSet } from './harness/rule-set.js';
import { median, quantile } from './harness/statistics.js';

const size = 1_000;
const decisions = quick ? 500_000 : 10_000_000;
const poolSize = quick ? 20_000 : 100_000;
const stretches = 10;

const rules = ruleSet(size);
const pool = requestsFor(size, poolSize).map(({ attributes, ...body }) => ({ body, attributes, givenFacts: {} }));
const { policy } = parsePolicy(policyText(rules));
const { compiled } = await compilePolicy(policy);
const { choices } = tablesOf(compiled);
const memory = [];
const missed = [];
let at = 0;
let misses = 0;

globalThis.gc?.();
for (let stretch = 0; stretch < stretches; stretch += 1) {
  const before = misses;
  const cpu = process.cpuUsage();
  for (let made = 0; made < decisions / stretches; made += 1) await decideOne();
  const { user, system } = process.cpuUsage(cpu);
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  memory.push({ rss, heapUsed, misses: misses - before, micros: ((user + system) * stretches) / decisions });
  console.error(`${stretch + 1}/${stretches}: RSS ${mebibytes(rss)}, ${misses} misses`);
}

const { anew, plain } = await measureMisses();
const hitRate = 1 - misses / decisions;
const growth = memory.at(-1).rss / memory[1].rss;
const ratio = median(anew) / median(plain);

writePage('soak', {
  title: `${(decisions / 1e6).toLocaleString('en')} million decisions`,
  text: `A policy of ${size.toLocaleString('en')} rules, requests drawn in turn from a pool of ${poolSize.toLocaleString('en')}. ${(hitRate * 100).toFixed(3)} % of the
decisions were remembered; ${choices.statistics.nodes.toLocaleString('en')} nodes hold what was.

${table(
  ['after', 'RSS MiB', 'heap MiB', 'misses', 'CPU µs per decision'],
  memory.map((each, index) => [
    `${(((index + 1) * decisions) / stretches / 1e6).toLocaleString('en')} M`,
    mebibytes(each.rss),
    mebibytes(each.heapUsed),
    each.misses.toLocaleString('en'),
    each.micros.toFixed(2),
  ]),
)}

${table(
  ['a decision that is not remembered', 'median CPU µs', 'p99 CPU µs'],
  [
    ['Signalbox', median(anew).toFixed(0), quantile(anew, 0.99).toFixed(0)],
    ['json-rules-engine, the same requests', median(plain).toFixed(0), quantile(plain, 0.99).toFixed(0)],
  ],
)}`,
  aims: [
    {
      what: `RSS after ${(decisions / 1e6).toLocaleString('en')} million decisions, of that after a fifth`,
      aim: 'at most 1.1',
      figure: growth.toFixed(2),
      met: growth <= 1.1,
    },
    {
      what: 'a decision that is not remembered at 1,000 rules, of plain json-rules-engine',
      aim: 'at most 10 %',
      figure: `${(ratio * 100).toFixed(1)} %`,
      met: ratio <= 0.1,
    },
  ],
});

async function decideOne() {
  const request = pool[at];
  at = (at + 1) % pool.length;
  const known = choices.statistics.misses;
  await decide(compiled, request, { id: 'd', now: 0 });
  if (choices.statistics.misses === known) return;
  misses += 1;
  missed.push(request);
}

/** The requests that were not remembered once more, by a generation that remembers nothing yet, in turns with the engine. */
async function measureMisses() {
  const again = (await compilePolicy(policy)).compiled;
  const engine = plainEngine(rules);
  const every = Math.ceil(missed.length / (quick ? 200 : 1_000));
  const [anew, plain] = [[], []];
  for (const [index, request] of missed.entries()) {
    anew.push(await cpuMicros(() => decide(again, request, { id: 'd', now: 0 })));
    if (index % every === 0) plain.push(await cpuMicros(() => engine(request)));
  }
  return { anew, plain };
}

/** CPU time, so that what else the machine does falls on nobody. */
async function cpuMicros(work) {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return user + system;
}

function mebibytes(bytes) {
  return (bytes / 2 ** 20).toFixed(1);
}
