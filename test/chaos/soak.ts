import { createHash } from 'node:crypto';
import type { Runtime } from '../../src/runtime.js';
import { type CheckOptions, checkTrace, type Violation } from './check-trace.js';
import type { RequestLog } from './observed-provider.js';
import { planRequest } from './planned-request.js';
import { type Create, runRequest } from './run-request.js';
import type { Trace } from './trace.js';

/** What the requests of a soak came to. */
export const outcomes = [
  'served by first target',
  'served by fallback',
  'refused',
  'interrupted',
  'aborted by caller',
  'left by reader',
  'never ended',
] as const;

export type Outcome = (typeof outcomes)[number];

export interface SoakResult {
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly violations: readonly Violation[];
  /** Of what every request did, in order: two soaks with one digest went the same way. */
  readonly digest: string;
}

export interface SoakOptions {
  readonly seed: number;
  readonly requests: number;
  /** Requests under way at the same time. */
  readonly concurrency: number;
  readonly runtime: Runtime;
  readonly create: Create;
  readonly check: CheckOptions;
  readonly graceMs: number;
  /** Where providers find the log of the request that a call belongs to. */
  readonly logs: Map<number, RequestLog>;
  readonly onProgress?: (done: number) => void;
}

/** Makes so many requests, so many at a time, and checks each when it has ended. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { seed, requests, concurrency, runtime, create, check, graceMs, logs, onProgress } = options;
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  const violations: Violation[] = [];
  const digests: string[] = [];
  const world = { create, runtime, haste: check.haste, graceMs };
  let started = 0;
  let done = 0;

  async function worker(): Promise<void> {
    while (started < requests) {
      const index = started;
      started += 1;
      const log: RequestLog = { calls: [], isOver: false };
      logs.set(index, log);
      const trace = await runRequest(planRequest(seed, index), log, world);
      logs.delete(index);
      counts[outcomeOf(trace)] += 1;
      digests[index] = digestOf(trace);
      violations.push(...checkTrace(trace, check));
      done += 1;
      onProgress?.(done);
    }
  }

  await Promise.all(Array.from({ length: concurrency }, worker));
  return { counts, violations, digest: hash(digests.join()) };
}

function outcomeOf({ request, ending, aborted, report }: Trace): Outcome {
  if (ending.kind === 'never') return 'never ended';
  if (aborted !== undefined) return 'aborted by caller';
  if (ending.kind === 'refused') return 'refused';
  if (ending.kind === 'stream' && (ending.end === 'stopped' || ending.end === 'abandoned')) return 'left by reader';
  if (ending.kind === 'stream' && ending.end === 'error') return 'interrupted';
  const served = report?.attempts[report.served_by ?? -1];
  return served?.slot === request.tier.first ? 'served by first target' : 'served by fallback';
}

function digestOf({ ending, report, reportedAt, calls }: Trace): string {
  const { attempts = [], served_by: servedBy, seams } = report ?? {};
  const tried = attempts.map(({ endpoint, model, outcome, duration_ms: ms }) => [endpoint, model, outcome, ms]);
  return hash(JSON.stringify([ending, tried, servedBy, seams, reportedAt, calls]));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
