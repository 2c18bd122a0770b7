import type { PlannedTarget } from '../plan/execution-plan.js';
import type { AttemptFailure } from './attempt-failure.js';
import type { Execution } from './execution.js';
import { cancelledError, chainError } from './failure-error.js';
import { chainStart, nextStep } from './next-step.js';

export type AttemptResult<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure };

/** Tries the targets in order, with retries and fallbacks, until one answers. Rejects with the error for the caller. */
export async function runChain<T>(
  execution: Execution,
  attempt: (execution: Execution, target: PlannedTarget) => Promise<AttemptResult<T>>,
): Promise<T> {
  const { plan, context, settings, cancel, deadlineAt } = execution;
  const { runtime } = context;
  const failures: AttemptFailure[] = [];
  let position = chainStart;
  while (!cancel.signal.aborted) {
    const target = plan.targets[position.index];
    if (target === undefined) break;
    const result = await attempt(execution, target);
    if (result.kind === 'answered') return result.value;
    failures.push(result.failure);
    const leftMs = deadlineAt - runtime.now();
    const step = nextStep({
      targets: plan.targets,
      position,
      failure: result.failure,
      settings,
      leftMs,
      random: runtime.random(),
    });
    if (step.kind === 'stop') break;
    position = step.position;
    if (step.kind === 'retry') await pause(execution, step.delayMs);
  }
  throw cancel.signal.aborted ? cancelledError(execution) : chainError(execution, failures);
}

/** An abort ends the pause; the loop sees it. */
async function pause({ context, cancel }: Execution, milliseconds: number): Promise<void> {
  try {
    await context.runtime.sleep(milliseconds, cancel.signal);
  } catch (error) {
    if (!cancel.signal.aborted) throw error;
  }
}
