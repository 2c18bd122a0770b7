import type { PlannedTarget } from '../plan/execution-plan.js';
import type { Execution } from './execution.js';
import { type ChainPosition, stepOver } from './next-step.js';
import type { ChainWalk } from './run-chain.js';
import type { Admission, Awaitable } from './store.js';
import { unlessAborted } from './unless-aborted.js';

/**
 * Walks on to the first target, from where the walk stands, whose breaker lets an attempt through. When all that could
 * be tried are open and nothing was tried yet, the one due soonest is tried rather than nothing. Undefined when there is
 * none, or the request was cancelled meanwhile. Where the breakers answer at once, so does this.
 */
export function enterNext(execution: Execution, walk: ChainWalk): Awaitable<PlannedTarget | undefined> {
  const target = execution.plan.targets[walk.position.index];
  if (target === undefined) return undefined;
  const admission = execution.gate.enter(target, false);
  return 'kind' in admission && admission.kind === 'admitted' ? target : search(execution, walk, admission);
}

async function search(
  execution: Execution,
  walk: ChainWalk,
  first: Awaitable<Admission>,
): Promise<PlannedTarget | undefined> {
  const { plan, gate, cancel } = execution;
  const refused: { readonly position: ChainPosition; readonly dueInMs: number }[] = [];
  let admission = await inTime(execution, first);
  for (;;) {
    if (admission === undefined || cancel.aborted) return leaveAtOnce(execution);
    if (admission.kind === 'admitted') return plan.targets[walk.position.index];
    refused.push({ position: walk.position, dueInMs: admission.dueInMs });
    const position = stepOver(plan.targets, walk.position);
    const target = position && plan.targets[position.index];
    if (position === undefined || target === undefined) break;
    walk.position = position;
    admission = await inTime(execution, gate.enter(target, false));
  }
  const [soonest] = refused.sort((a, b) => a.dueInMs - b.dueInMs);
  return walk.failures.length > 0 || soonest === undefined ? undefined : force(execution, walk, soonest.position);
}

async function force(
  execution: Execution,
  walk: ChainWalk,
  position: ChainPosition,
): Promise<PlannedTarget | undefined> {
  const target = execution.plan.targets[position.index];
  if (target === undefined) return undefined;
  walk.position = position;
  await inTime(execution, execution.gate.enter(target, true));
  if (execution.cancel.aborted) return leaveAtOnce(execution);
  execution.warnings.push({
    code: 'breakers-open',
    message: `every model of the chain is failing; ${target.slot.name} at ${target.endpoint.name} was tried all the same, since it is due soonest`,
  });
  return target;
}

/** Undefined when the request was cancelled meanwhile; what is admitted after that is given back. */
async function inTime({ gate, cancel }: Execution, admission: Awaitable<Admission>): Promise<Admission | undefined> {
  if (!(admission instanceof Promise)) return admission;
  const first = await unlessAborted(admission, cancel.signal);
  if (first === undefined) admission.then(gate.giveBack);
  return first;
}

function leaveAtOnce({ gate }: Execution): undefined {
  gate.giveBack();
  return undefined;
}
