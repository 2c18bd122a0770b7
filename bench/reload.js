// What a service notices when its policies change under load, and what many policies hold of memory.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRouter } from '../dist/index.js';
import { quick, table, writePage } from './harness/page.js';
import { policyText, requestsFor, ruleSet } from './harness/rule-set.js';
import { median, quantile } from './harness/statistics.js';

const size = 1_000;
const reloads = quick ? 3 : 10;
const requests = requestsFor(size, 2_000);
const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
const file = join(folder, 'bench.yaml');
const text = policyText(ruleSet(size));
let result;
try {
  result = await underLoad();
} finally {
  rmSync(folder, { recursive: true });
}
const held = [1, 50].map(memoryOf);
const [one, fifty] = held;
const each = (fifty.heap - one.heap) / (fifty.policies - one.policies);

writePage('reload', {
  title: 'Reloads and many policies',
  text: `A policy of ${size.toLocaleString('en')} rules is changed on disk ${reloads} times while decisions are asked for as fast as the
process makes them. Microseconds from asking to the answer; what a reload holds up is the one decision that waits for it.

${table(
  ['decisions', 'made', 'failed', 'median µs', 'p99 µs', 'p99.9 µs', 'longest ms'],
  Object.entries(result.latencies).map(([name, { micros, failed }]) => [
    name,
    micros.length.toLocaleString('en'),
    failed,
    median(micros).toFixed(1),
    quantile(micros, 0.99).toFixed(1),
    quantile(micros, 0.999).toFixed(1),
    (micros.reduce((longest, value) => Math.max(longest, value), 0) / 1000).toFixed(0),
  ]),
)}

${result.applied} versions were applied, ${result.versions} decided.

**Policies in one process**, each of 100 rules and a token count, in a process of their own, after a garbage collection:

${table(
  ['policies', 'heap MiB', 'RSS MiB', 'loaded in ms'],
  held.map(({ policies, heap, rss, milliseconds }) => [
    policies,
    (heap / 2 ** 20).toFixed(1),
    (rss / 2 ** 20).toFixed(1),
    milliseconds.toFixed(0),
  ]),
)}

They share the encoding: each policy more holds ${(each / 1024).toFixed(0)} KiB of heap.`,
  aims: [
    {
      what: `decisions that failed while a policy of ${size.toLocaleString('en')} rules was reloaded ${reloads} times`,
      aim: '0',
      figure: String(result.latencies['while reloading'].failed),
      met: result.latencies['while reloading'].failed === 0 && result.applied === reloads,
    },
  ],
});

async function underLoad() {
  writeFileSync(file, text);
  const router = await createRouter({ policy: file, watch: true, env: { KEY: 'k' } });
  let applied = 0;
  router.on('policy-applied', () => {
    applied += 1;
  });
  router.on('policy-refused', (refused) => {
    throw new Error(JSON.stringify(refused.diagnostics));
  });
  const versions = new Set();
  const decideUntil = async (enough) => {
    const micros = [];
    let failed = 0;
    for (let made = 0; !enough(); made += 1) {
      const begun = performance.now();
      try {
        versions.add((await router.decide(requests[made % requests.length])).version);
      } catch {
        failed += 1;
      }
      micros.push((performance.now() - begun) * 1000);
      if (made % 50 === 49) await nextTurn();
    }
    return { micros, failed };
  };
  const until = (milliseconds) => {
    const end = performance.now() + milliseconds;
    return () => performance.now() > end;
  };
  await decideUntil(until(1_000));
  const before = await decideUntil(until(quick ? 1_000 : 5_000));
  const during = { micros: [], failed: 0 };
  for (let round = 1; round <= reloads; round += 1) {
    writeFileSync(`${file}.new`, `${text}# ${round}\n`);
    renameSync(`${file}.new`, file);
    const limit = until(30_000);
    const { micros, failed } = await decideUntil(() => applied === round || limit());
    for (const each of micros) during.micros.push(each);
    during.failed += failed;
  }
  await router.close();
  return {
    latencies: { 'while nothing changes': before, 'while reloading': during },
    applied,
    versions: versions.size,
  };
}

function memoryOf(policies) {
  const program = join(import.meta.dirname, 'harness/load-policies.js');
  const flags = ['--expose-gc', program, String(policies)];
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }));
}
