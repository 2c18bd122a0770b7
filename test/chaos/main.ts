import { parseArgs } from 'node:util';
import { httpLeg } from './http-leg.js';
import { isClean, soakTable, violationLines } from './soak-table.js';
import { virtualLeg } from './virtual-leg.js';

/** One request in so many goes over sockets, in real time. */
const httpShare = 20;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '20000' },
    concurrency: { type: 'string', default: '64' },
  },
});
const seed = positive('seed', values.seed);
const requests = positive('requests', values.requests);
const concurrency = positive('concurrency', values.concurrency);

const started = performance.now();
const overHttp = Math.ceil(requests / httpShare);
const onVirtualClock = requests - overHttp;

const twice = Math.min(1_000, onVirtualClock);
const first = await virtualLeg({ seed, concurrency, requests: twice });
const second = await virtualLeg({ seed, concurrency, requests: twice });

const heap = new Map<number, number | undefined>();
const virtual = await virtualLeg({
  seed,
  concurrency,
  requests: onVirtualClock,
  onProgress: (done) => {
    progress('virtual clock', done, onVirtualClock);
    if (done === Math.ceil(onVirtualClock / 4) || done === onVirtualClock) heap.set(done, heapAfterGc());
  },
});
const [quarter, end] = [...heap.values()];
const http = await httpLeg({
  seed,
  concurrency,
  requests: overHttp,
  onProgress: (done) => progress('HTTP', done, overHttp),
});

const summary = {
  virtual,
  http,
  again: { requests: twice, digests: [first.digest, second.digest] as const },
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
  heapGrowthBytes: quarter === undefined || end === undefined ? undefined : Math.max(0, end - quarter),
  seconds: (performance.now() - started) / 1000,
};
process.stdout.write(`chaos: seed ${seed}, ${requests} requests, ${concurrency} at a time\n\n${soakTable(summary)}\n`);
const violations = [...virtual.violations, ...http.violations];
if (violations.length > 0) process.stderr.write(`\n${violationLines(violations)}\n`);
process.exitCode = isClean(summary) ? 0 : 1;

function positive(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  process.stderr.write(`--${name} is a whole number above 0, not ${JSON.stringify(text)}\n`);
  process.exit(2);
}

/** Undefined without --expose-gc. */
function heapAfterGc(): number | undefined {
  if (globalThis.gc === undefined) return undefined;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function progress(leg: string, done: number, of: number): void {
  if (!process.stderr.isTTY || (done % 100 !== 0 && done !== of)) return;
  process.stderr.write(`\r${leg}: ${done} of ${of}${done === of ? '\n' : ''}`);
}
