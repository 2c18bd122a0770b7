// How long `policy report --by model,tier` takes over generated records, and how much memory.
//
// Every report is made in a process of its own by the command itself. What it finds is held against what was generated:
// the number of requests and the cost to the micro-dollar. A sample of the records is reported beside jq, which adds up
// requests, cost and tokens of the same groups, without percentiles.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commandOutput } from './harness/command-output.js';
import { writeRecords } from './harness/generated-records.js';
import { quick, table, writePage } from './harness/page.js';

const bytesPerRecord = 900;
const perFile = quick ? 50_000 : 500_000;
const wanted = quick ? 200_000 : 10_000_000;
const limitSeconds = 300;

const jqProgram = `reduce inputs as $r ({}; .[$r.model + " " + $r.tier] |= {
  requests: (.requests + 1), cost: (.cost + $r.cost_usd),
  prompt: (.prompt + $r.usage.prompt_tokens), completion: (.completion + $r.usage.completion_tokens) })`;

/** Runs in a process of its own: prints what it took and what was found. */
async function runOnce(args) {
  const stderr = (text) => process.stderr.write(text);
  const { code, out } = await commandOutput(['report', '--by', 'model,tier', '--json', ...args], { stderr });
  if (code !== 0) throw new Error(`policy report ended with ${code}`);
  const { total } = JSON.parse(out);
  const { user, system } = process.cpuUsage();
  console.log(
    JSON.stringify({
      requests: total.requests,
      cost: total.cost_usd,
      seconds: performance.now() / 1000,
      processorSeconds: (user + system) / 1e6,
      peakMiB: process.resourceUsage().maxRSS / 1024,
    }),
  );
}

async function report(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, 'once', ...args]);
  return JSON.parse(stdout);
}

/** Seconds; undefined where there is no jq. */
function jq(file) {
  const before = performance.now();
  const { error, status, stderr } = spawnSync('jq', ['-n', jqProgram, file], { encoding: 'utf8' });
  if (error !== undefined) return undefined;
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - before) / 1000;
}

/** As many as were wanted, or as fill half of what is free. */
async function howMany(folder) {
  const { bavail, bsize } = await statfs(folder);
  const fitting = Math.floor((bavail * bsize) / 2 / bytesPerRecord / perFile) * perFile;
  return Math.min(wanted, fitting);
}

async function generate(folder, count) {
  const all = { files: [], bytes: 0, costMicros: 0 };
  for (let first = 0; first < count; first += perFile) {
    const file = join(folder, `records.${String(first / perFile).padStart(3, '0')}.jsonl`);
    const { bytes, costMicros } = await writeRecords(file, first, perFile, count);
    all.files.push(file);
    all.bytes += bytes;
    all.costMicros += costMicros;
  }
  return all;
}

function row(what, { seconds, processorSeconds, peakMiB }, records) {
  const rate = Math.round(records / seconds).toLocaleString('en');
  return [what, seconds.toFixed(1), processorSeconds?.toFixed(1) ?? '', peakMiB?.toFixed(0) ?? '', rate];
}

async function main(folder) {
  const count = await howMany(folder);
  if (count === 0) throw new Error(`no room for records in ${folder}`);
  const { files, bytes, costMicros } = await generate(folder, count);
  const whole = await report(...files);
  const bounded = await report('--memory', '1GB', ...files);
  const exact = [whole, bounded].every(
    ({ requests, cost }) => requests === count && Math.round(cost * 1e6) === costMicros,
  );
  const sample = files[0];
  const sampled = await report(sample);
  const jqSeconds = jq(sample);

  const shown = count.toLocaleString('en');
  const part = perFile.toLocaleString('en');
  const rows = [
    row(`policy report, ${shown} records`, whole, count),
    row(`policy report --memory 1GB, ${shown} records`, bounded, count),
    row(`policy report, ${part} records`, sampled, perFile),
    ...(jqSeconds === undefined ? [] : [row(`jq, the same ${part} records`, { seconds: jqSeconds }, perFile)]),
  ];
  const beside =
    jqSeconds === undefined
      ? 'There is no jq on this machine to compare with.'
      : `jq adds up without percentiles; at its rate all records would take it ${((jqSeconds * count) / perFile).toFixed(0)} s.`;
  const figure = `${whole.seconds.toFixed(1)} s, ${whole.peakMiB.toFixed(0)} MiB`;
  writePage('report', {
    title: 'Reports over records',
    text: `\`policy report --by model,tier\` over ${shown} generated records in ${files.length} files, ${(bytes / 1e9).toFixed(2)} GB
(${Math.round(bytes / count)} bytes each${count < wanted ? '; the disk has no room for more' : ''}). ${beside}

${table(['', 'seconds', 'processor seconds', 'peak MiB', 'records / s'], rows)}

${exact ? 'Requests and cost are what was generated, to the micro-dollar.' : 'REQUESTS OR COST ARE NOT WHAT WAS GENERATED.'}`,
    aims: [
      {
        what: `report over ${shown} records`,
        aim: `at most ${limitSeconds} s`,
        figure,
        met: whole.seconds <= limitSeconds,
      },
      {
        what: 'requests and cost reported',
        aim: 'exactly those generated',
        figure: exact ? 'exact' : 'not exact',
        met: exact,
      },
    ],
  });
}

if (process.argv[2] === 'once') await runOnce(process.argv.slice(3));
else {
  const folder = await mkdtemp(join(tmpdir(), 'report-bench-'));
  try {
    await main(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
