// How long 1,000 cases of `policy test` take.
//
// Every run is `policy test` in a process of its own, and what is measured is the time of that process, user and system,
// all threads. A run with one group of cases pays for starting Node, loading the package, compiling schemas and policy,
// and loading the encoding; what a run with all of them takes beyond that is the price of the cases: reading them,
// checking them, scanning and counting their prompts, deciding, executing and reporting.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commandOutput } from './harness/command-output.js';
import { quick, writePage } from './harness/page.js';

const cases = 1000;
const casesPerGroup = 10;
const limitMs = 1000;
const rounds = quick ? 2 : 5;

const policy = `policy: bench
language: 1
endpoints:
  openrouter: { kind: openrouter, base_url: https://openrouter.ai/api/v1, api_key: { env: OPENROUTER_API_KEY } }
  inhouse: { kind: openai, base_url: { env: INHOUSE_URL } }
models:
  fast: { id: google/gemini-2.5-flash, endpoint: openrouter, context: 1048576, price: { prompt: 0.30, completion: 2.50 } }
  balanced: { id: openai/gpt-4o-mini, endpoint: openrouter, context: 128000, price: { prompt: 0.15, completion: 0.60 } }
  deep: { id: anthropic/claude-opus-4, endpoint: openrouter, context: 200000, price: { prompt: 15, completion: 75 } }
  private: { id: llama-3.3-70b, endpoint: inhouse, context: 131072, price: { prompt: 0, completion: 0 }, labels: [private] }
tiers:
  quick: { model: fast, fallbacks: [balanced, private], max_tokens: 512 }
  budget: { model: balanced, fallbacks: [fast, private], max_tokens: 512 }
  premium: { model: deep, fallbacks: [balanced, private], max_tokens: 4096, timeout: 60s }
  inside: { model: private, max_tokens: 1024 }
facts:
  task: { from: attribute, path: task, one_of: [summarize, classify, draft, reason, code], default: draft }
  tokens: { from: tokens, encoding: o200k_base }
  words: { from: words }
  has_code: { from: regex, pattern: '\`\`\`|\\b(def|function|class|import)\\s' }
  sensitive: { from: detect, kinds: [us_ssn, card, email], text: all }
  user_tier: { from: attribute, path: user.tier, one_of: [free, pro], default: free }
  deep_trial: { from: bucket, key: user.id, seed: deep-trial-1, arms: [{ name: control, percent: 90 }, { name: treatment, percent: 10 }] }
rules:
  - { id: sensitive-stays-inside, when: { sensitive: true }, then: inside }
  - id: hard-code
    when: { all: [{ task: [reason, code] }, { any: [{ has_code: true }, { words: { at_least: 500 } }] }] }
    then: premium
  - { id: by-task, by: task, choose: { summarize: quick, classify: quick } }
  - { id: deep-trial, when: { user_tier: free, deep_trial: treatment }, unless: { tokens: { at_least: 2000 } }, then: { tier: premium, max_tokens: 1024 } }
  - { id: by-size, by: tokens, choose: { below 500: quick, below 2000: budget, otherwise: premium } }
default: budget
constraints:
  - { id: sensitive-needs-private-models, when: { sensitive: true }, require: { labels: [private] } }
  - { id: free-users-are-capped, when: { user_tier: free }, cap: { max_tokens: 1024 } }
`;

const text = (words) => Array.from({ length: words }, (_, index) => `word${index % 97}`).join(' ');

/** Of ten cases: five with prompts that are scanned and counted, four cells of a matrix, and one that is executed. */
function fixtures(groups) {
  const lines = [];
  for (let group = 0; group < groups; group += 1) {
    for (const [index, words] of [5, 8, 12, 30, 120].entries()) {
      lines.push(`  - name: prompt ${group}.${index}
    request: { prompt: "${text(words)} ${group}" }
    attributes: { task: draft, user: { id: u-${group}, tier: pro } }
    expect: { rule: ${words < 250 ? 'by-size.below-500' : 'by-size.below-2000'}, facts: { sensitive: false } }`);
    }
    lines.push(`  - name: sizes ${group}
    facts: { deep_trial: control, user_tier: pro }
    matrix: { tokens: [499, 500, 1999, 2000] }
    expect:
      - { if: { tokens: { below: 500 } }, tier: quick, max_tokens: 512 }
      - { if: { tokens: { below: 2000 } }, tier: budget }
      - { rule: by-size.otherwise, tier: premium, max_tokens: 4096 }`);
    lines.push(`  - name: falls back ${group}
    request: { prompt: hello }
    facts: { deep_trial: control }
    simulate: { fast: [overloaded, overloaded] }
    expect: { tier: quick, served_by: balanced, attempts: 3 }`);
  }
  return `policy: bench.yaml\ncases:\n${lines.join('\n')}\n`;
}

/** Runs in a process of its own: prints how much time that process took, and what it reported. */
async function runOnce(folder) {
  const reporters = ['--reporter', 'pretty', '--reporter', 'tap'];
  const { code, out } = await commandOutput(['test', '--policy', 'bench.yaml', ...reporters], { cwd: folder });
  const { user, system } = process.cpuUsage();
  const points = out.match(/^ok /gm)?.length ?? 0;
  console.log(JSON.stringify({ code, points, processMs: (user + system) / 1000, clockMs: performance.now() }));
}

async function measure(groups) {
  const folder = await mkdtemp(join(tmpdir(), 'policy-test-bench-'));
  try {
    await writeFile(join(folder, 'bench.yaml'), policy);
    await writeFile(join(folder, 'bench.test.yaml'), fixtures(groups));
    const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, 'once', folder]);
    const { code, points, ...times } = JSON.parse(stdout);
    if (code !== 0 || points !== groups * casesPerGroup) throw new Error(`${points} cases passed, exit code ${code}`);
    return times;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What else the machine does only adds to a time, so the least is nearest to what the work takes. */
function least(runs, key) {
  return Math.round(Math.min(...runs.map((run) => run[key])));
}

if (process.argv[2] === 'once') await runOnce(process.argv[3]);
else {
  const few = [];
  const all = [];
  // In turns, so that what else the machine does falls on both.
  for (let round = 0; round < rounds; round += 1) {
    few.push(await measure(1));
    all.push(await measure(cases / casesPerGroup));
  }
  const startUp = least(few, 'processMs');
  const whole = least(all, 'processMs');
  const price = whole - startUp;
  const figure = `${price} ms`;
  const aim = `at most ${limitMs} ms`;
  writePage('policy-test', {
    title: 'Fixture cases',
    text: `${cases} cases of \`policy test\` take ${figure} of process time after start-up. The whole process takes ${whole} ms, of which start-up
is ${startUp} ms; on the clock it takes ${least(all, 'clockMs')} ms. Least of ${rounds} runs in turns.`,
    aims: [{ what: 'process time of 1,000 fixture cases', aim, figure, met: price <= limitMs }],
  });
}
