// What a decision costs at 10 to 10,000 rules, beside the other ways to evaluate the same rules, in turns within one run;
// what the first decision of its kind costs; and what it takes to load a policy.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compilePolicy, decide, parsePolicy } from '../dist/index.js';
import { contenders, ifs, own, ownRule } from './harness/contenders.js';
import { inTurns } from './harness/in-turns.js';
import { quick, table, writePage } from './harness/page.js';
import { plainEngine, policyText, requestsFor, ruleSet } from './harness/rule-set.js';
import { median, quantile, withSpread } from './harness/statistics.js';

const sizes = [10, 100, 1_000, 10_000];
const rounds = quick ? 7 : 25;
const aims = [];

const warm = {};
const allocated = {};
for (const size of sizes) warm[size] = await measureWarm(size);
const misses = await measureMisses(1_000);
const loads = [1_000, 10_000].map(measureLoad);
reportAims();

writePage('decisions', {
  title: 'Decisions',
  text: `Rules on three attributes (\`tenant\` and \`task\` equal, \`spend\` at least), the first that matches decides, the deciding
one anywhere; every contender is asked the same requests and must give the same answers. Each has a process of its own, so
that nobody pays for another's garbage, and they measure in turns. The others find a rule and stop there, and so does the
second line. A decision by \`router.decide\` does more: it checks and copies the request, reads a
fourth fact for a constraint, and gives the chain of models, the limit, what it read and why. CPU microseconds for a decision: median of ${rounds} rounds in turns (middle half).

${table(['contender', ...sizes.map((size) => `${size.toLocaleString('en')} rules`)], warmRows())}

**What a warm decision allocates**, by V8's heap profiler: bytes in all, and those that outlive the young generation, which
the self-check makes of one result in 10,000.

${table(
  ['', ...sizes.map((size) => `${size.toLocaleString('en')} rules`)],
  [
    ['bytes', ...sizes.map((size) => allocated[size].all.toFixed(0))],
    ['that outlive the young generation', ...sizes.map((size) => allocated[size].old.toFixed(0))],
  ],
)}

**The first decision of its kind**, ${misses.count} requests at 1,000 rules, none like another: no result is remembered, so
json-rules-engine evaluates, given only the rules that can still match.

${table(
  ['', 'median CPU µs', 'p99 CPU µs'],
  Object.entries(misses.micros).map(([name, each]) => [name, median(each).toFixed(0), quantile(each, 0.99).toFixed(0)]),
)}

**Loading** a policy file and the first decision, in a process of its own: parsed, checked against the schema, linked,
compiled. Before that, once, the process imports Signalbox.

${table(
  ['rules', 'file', 'import ms', 'first load ms', 'later loads ms', 'first decision ms'],
  loads.map(({ size, bytes, imported, first, later, decision }) => [
    size.toLocaleString('en'),
    `${Math.round(bytes / 1024)} KiB`,
    imported.toFixed(0),
    first.toFixed(0),
    later.toFixed(0),
    decision.toFixed(1),
  ]),
)}`,
  aims,
});

/** Microseconds for a decision when all kinds of requests have been seen, by contender and round. */
async function measureWarm(size) {
  const running = {};
  for (const name of Object.keys(contenders)) running[name] = await startContender(name, size);
  for (const [name, { answers }] of Object.entries(running)) {
    const others = Object.entries(answers).filter(([index, rule]) => running[own].answers[index] !== rule);
    if (others.length > 0) throw new Error(`${name} and ${own} disagree: ${JSON.stringify(others)}`);
  }
  const batchMs = quick ? 15 : 40;
  const measured = await inTurns(
    Object.keys(running),
    rounds,
    async (name) => (await running[name].ask({ batchMs })).micros,
  );
  allocated[size] = await running[own].ask({ allocations: quick ? 1e5 : 4e5 });
  for (const each of Object.values(running)) each.stop();
  for (const [name, each] of Object.entries(measured)) console.error(size, name, withSpread(each, 2));
  return measured;
}

async function startContender(name, size) {
  const child = fork(join(import.meta.dirname, 'harness/contending-process.js'), [name, String(size)]);
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended with ${code}`)));
  ended.catch(() => {});
  const reply = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  const { answers } = await reply();
  const ask = async (what) => {
    child.send(what);
    return reply();
  };
  return { answers, ask, stop: () => child.disconnect() };
}

/** Requests of different tenants and tasks, each decided once. */
async function measureMisses(size) {
  const rules = ruleSet(size);
  const kinds = new Map();
  for (const request of requestsFor(size, 20_000, 7)) {
    const { tenant, task } = request.attributes;
    kinds.set(`${tenant} ${task}`, request);
  }
  const requests = [...kinds.values()].slice(0, quick ? 200 : 900);
  const engine = plainEngine(rules);
  const { policy } = parsePolicy(policyText(rules));
  const { compiled } = await compilePolicy(policy);
  // Code is warm before, what is remembered is not: a second generation has the same code.
  const other = (await compilePolicy(policy)).compiled;
  for (const request of requests) await decideBy(other, request);
  const micros = { 'Signalbox, first of its kind': [], 'json-rules-engine': [] };
  for (const request of requests) {
    micros['Signalbox, first of its kind'].push(await time(() => decideBy(compiled, request)));
    micros['json-rules-engine'].push(await time(() => engine(request)));
  }
  return { count: requests.length, micros };
}

function decideBy(compiled, { attributes, ...body }) {
  return decide(compiled, { body, attributes, givenFacts: {} }, { id: 'd', now: 0 });
}

async function time(run) {
  const begun = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(begun);
  return user + system;
}

function measureLoad(size) {
  const program = join(import.meta.dirname, 'harness/load-policy.js');
  const runs = Array.from({ length: quick ? 2 : 5 }, () =>
    JSON.parse(execFileSync(process.execPath, [program, String(size)], { encoding: 'utf8' })),
  );
  const [{ bytes }] = runs;
  const figures = ['imported', 'first', 'later', 'decision'];
  const [imported, first, later, decision] = figures.map((key) => median(runs.map((run) => run[key])));
  console.error(`loading ${size} rules: ${first.toFixed(0)} ms, later ${later.toFixed(0)} ms`);
  return { size, bytes, imported, first, later, decision };
}

function warmRows() {
  const names = Object.keys(warm[10]);
  return names.map((name) => [name, ...sizes.map((size) => withSpread(warm[size][name], 2))]);
}

function reportAims() {
  const micros = (size, name = own) => median(warm[size][name]);
  for (const size of sizes) {
    const figure = `${micros(size).toFixed(2)} µs`;
    const what = `warm decision, ${size.toLocaleString('en')} rules`;
    aims.push({ what, aim: 'at most 2 µs', figure, met: micros(size) <= 2 });
  }
  const growth = micros(10_000) / micros(10);
  const missRatio = median(misses.micros['Signalbox, first of its kind']) / median(misses.micros['json-rules-engine']);
  const [load] = loads;
  const against = (size, name, least) => {
    const figure = micros(size, name) / micros(size, ownRule);
    const what = `finding the rule against ${name}, ${size.toLocaleString('en')} rules`;
    return { what, aim: `at least ${least} × faster`, figure: `${figure.toFixed(1)} ×`, met: figure >= least };
  };
  const besideIfs = (size) => {
    const figure = micros(size, ownRule) / micros(size, ifs);
    const what = `finding the rule, of ${ifs}, ${size.toLocaleString('en')} rules`;
    return { what, aim: 'at most 10 ×', figure: `${figure.toFixed(1)} ×`, met: figure <= 10 };
  };
  aims.push(
    {
      what: 'the same at 10,000 rules, of that at 10',
      aim: 'at most 1.5',
      figure: growth.toFixed(2),
      met: growth <= 1.5,
    },
    {
      what: 'bytes of a warm decision that outlive the young generation, 10,000 rules',
      aim: 'at most 5 %',
      figure: `${((allocated[10_000].old / allocated[10_000].all) * 100).toFixed(1)} %`,
      met: allocated[10_000].old <= 0.05 * allocated[10_000].all,
    },
    against(10, 'GrowthBook', 5),
    against(1_000, 'GrowthBook', 100),
    besideIfs(10),
    besideIfs(1_000),
    {
      what: 'the first decision of its kind at 1,000 rules, of plain json-rules-engine',
      aim: 'at most 10 %',
      figure: `${(missRatio * 100).toFixed(1)} %`,
      met: missRatio <= 0.1,
    },
    {
      what: 'loading 1,000 rules in a new process',
      aim: 'at most 300 ms',
      figure: `${load.first.toFixed(0)} ms`,
      met: load.first <= 300,
    },
    {
      what: 'loading 1,000 rules again, as a reload does',
      aim: 'at most 300 ms',
      figure: `${load.later.toFixed(0)} ms`,
      met: load.later <= 300,
    },
  );
}
