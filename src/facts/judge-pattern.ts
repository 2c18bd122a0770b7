import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { RecheckResult } from '#recheck';

/** How much time a pattern can take on a text chosen by an attacker. */
export type PatternVerdict =
  | { readonly kind: 'linear' }
  | { readonly kind: 'exponential'; readonly attack: string }
  /** Time grows with this power of the text's length. */
  | { readonly kind: 'polynomial'; readonly attack: string; readonly degree: number }
  | { readonly kind: 'undecided'; readonly why: string };

/** Milliseconds that recheck may take for a pattern, and after which its thread is ended even if it does not answer. */
const timeLimit = 5000;
const hardLimit = 10_000;

const verdicts = new Map<string, Promise<PatternVerdict>>();

/**
 * Judges a pattern with recheck: in a thread of its own, so that the event loop goes on. Verdicts are kept for the
 * process, but for undecided ones, which more time may settle. Never rejects.
 */
export function judgePattern(source: string, flags: string): Promise<PatternVerdict> {
  if (isPlain(source)) return Promise.resolve({ kind: 'linear' });
  const key = `${flags}/${source}`;
  const existing = verdicts.get(key);
  if (existing !== undefined) return existing;
  const judging = judge(source, flags);
  verdicts.set(key, judging);
  judging.then(({ kind }) => kind === 'undecided' && verdicts.delete(key));
  return judging;
}

/** Alternatives of single characters and classes, without groups, repetition or references, need no judge. */
function isPlain(source: string): boolean {
  return /^(?:[^\\()[\]{}*+?]|\\[bBdDsSwWnrtfv.*+?^$|()[\]{}/\\-])*$/.test(source);
}

interface Job {
  readonly source: string;
  readonly flags: string;
  readonly resolve: (verdict: PatternVerdict) => void;
}

/** Patterns wait for one thread, which starts with the first and ends with the last. */
const waiting: Job[] = [];
let running = false;

function judge(source: string, flags: string): Promise<PatternVerdict> {
  return new Promise((resolve) => {
    waiting.push({ source, flags, resolve });
    if (!running) void work();
  });
}

async function work(): Promise<void> {
  running = true;
  let worker: Worker | undefined;
  for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
    try {
      worker ??= startWorker();
      job.resolve(await ask(worker, job));
    } catch (error) {
      job.resolve({ kind: 'undecided', why: error instanceof Error ? error.message : 'no thread' });
      // The thread may still be at work on this pattern.
      await worker?.terminate();
      worker = undefined;
    }
  }
  running = false;
  await worker?.terminate();
}

/** The thread's program is a text, so that it is the same from dist/ and from sources that a test runner compiles. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { checkSync } = require(workerData.recheck);
parentPort.on('message', ({ source, flags, timeout }) => {
  const { status, complexity, attack, error } = checkSync(source, flags, { timeout });
  parentPort.postMessage({
    status,
    complexity: complexity && { type: complexity.type, degree: complexity.degree },
    attack: attack && { pattern: attack.pattern },
    error: error && { kind: error.kind },
  });
});
`;

function startWorker(): Worker {
  const recheck = createRequire(import.meta.url).resolve('#recheck');
  const worker = new Worker(program, { eval: true, workerData: { recheck }, execArgv: [], stdout: true, stderr: true });
  // An error that comes when nobody waits any more must not end the process.
  return worker.on('error', () => {});
}

/** Rejects when the thread fails or does not answer in time. */
async function ask(worker: Worker, { source, flags }: Job): Promise<PatternVerdict> {
  const answer = once(worker, 'message', { signal: AbortSignal.timeout(hardLimit) });
  worker.postMessage({ source, flags, timeout: timeLimit });
  const [result] = (await answer) as [RecheckResult];
  return verdictOf(result);
}

function verdictOf(result: RecheckResult): PatternVerdict {
  switch (result.status) {
    case 'safe':
      return { kind: 'linear' };
    case 'vulnerable':
      return result.complexity.type === 'exponential'
        ? { kind: 'exponential', attack: result.attack.pattern }
        : { kind: 'polynomial', attack: result.attack.pattern, degree: result.complexity.degree };
    case 'unknown':
      return { kind: 'undecided', why: result.error.kind };
    default:
      return result satisfies never;
  }
}
