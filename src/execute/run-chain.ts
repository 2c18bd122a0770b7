import type { PlannedTarget } from '../plan/execution-plan.js';
import { type AttemptFailure, ownFailure } from './attempt-failure.js';
import { endAttempt } from './attempt-record.js';
import { enterNext } from './enter-next.js';
import { addAttempt, type Execution } from './execution.js';
import { cancelledError, chainError } from './failure-error.js';
import { type ChainPosition, chainStart, nextStep, stepPast } from './next-step.js';
import { reserveFor } from './reserve-for.js';
import type { Awaitable } from './store.js';
import { unlessAborted } from './unless-aborted.js';

export type AttemptResult<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure };

/** How far a request has come along its chain. A stream that breaks off goes on from there. */
export interface ChainWalk {
  position: ChainPosition;
  readonly failures: AttemptFailure[];
}

export function startWalk(): ChainWalk {
  return { position: chainStart, failures: [] };
}

/** Tries the targets in order, with retries and fallbacks, until one answers. Rejects with the error for the caller. */
export async function runChain<T>(
  execution: Execution,
  attempt: (execution: Execution, target: PlannedTarget) => Promise<AttemptResult<T>>,
  walk: ChainWalk = startWalk(),
): Promise<T> {
  const { context, cancel, gate } = execution;
  const { runtime, budgets } = context;
  while (!cancel.aborted) {
    const entered = enterNext(execution, walk);
    const target = entered instanceof Promise ? await entered : entered;
    if (target === undefined) break;
    if (budgets !== undefined && target.unsendable === undefined) {
      const reserved = reserveFor(execution, budgets, target, walk);
      if (!(reserved instanceof Promise ? await reserved : reserved)) continue;
    }
    const result = target.unsendable === undefined ? await attempt(execution, target) : notSent(execution, target);
    if (result.kind === 'answered') {
      gate.answering();
      return result.value;
    }
    walk.failures.push(result.failure);
    const step = nextStep({
      targets: execution.plan.targets,
      position: walk.position,
      failure: result.failure,
      settings: execution.settings,
      leftMs: timeLeft(execution),
      random: runtime.random(),
      openMs: await openedForMs(execution),
    });
    if (step.kind === 'stop') break;
    walk.position = step.position;
    if (step.kind === 'retry') await pause(execution, step.delayMs);
  }
  throw cancel.aborted ? cancelledError(execution) : chainError(execution, walk.failures);
}

/** A target that cannot take the request as it is counts as an attempt, so that the record tells why it was passed over. */
function notSent(execution: Execution, target: PlannedTarget): AttemptResult<never> {
  const now = execution.context.runtime.now();
  const failure = { ...ownFailure('caller_fault', target, target.unsendable ?? ''), unsent: true } as const;
  addAttempt(execution, endAttempt({ target, startedAt: now }, now, failure.class, failure));
  return { kind: 'failed', failure };
}

/** Moves past a target that failed when it had answered already. False when nothing can come after it. */
export function walkOn(execution: Execution, walk: ChainWalk, failure: AttemptFailure): boolean {
  const { plan, settings } = execution;
  walk.failures.push(failure);
  const step = stepPast({
    targets: plan.targets,
    position: walk.position,
    failure,
    settings,
    leftMs: timeLeft(execution),
  });
  if (step.kind !== 'next') return false;
  walk.position = step.position;
  return true;
}

/** Milliseconds until the request must be over. */
export function timeLeft({ context, deadlineAt, answerBy }: Execution): number {
  return Math.min(deadlineAt, answerBy) - context.runtime.now();
}

/** Nobody waits for a breaker's answer after an abort; the loop sees it. */
function openedForMs({ gate, cancel }: Execution): Awaitable<number | undefined> {
  const opened = gate.openedForMs();
  return opened instanceof Promise ? unlessAborted(opened, cancel.signal) : opened;
}

/** An abort ends the pause; the loop sees it. */
async function pause({ context, cancel }: Execution, milliseconds: number): Promise<void> {
  try {
    await context.runtime.sleep(milliseconds, cancel.signal);
  } catch (error) {
    if (!cancel.aborted) throw error;
  }
}
