import type { PlannedTarget } from '../plan/execution-plan.js';
import type { AttemptFailure } from './attempt-failure.js';
import { continuationBarrier, continuedTarget } from './continuation.js';
import type { Execution } from './execution.js';
import { type ChainWalk, runChain, walkOn } from './run-chain.js';
import { attemptStream, type CommittedStream } from './stream-attempt.js';
import type { StreamProgress } from './stream-progress.js';
import type { StreamSeam } from './stream-seam.js';

/** What the reader was given of the stream that broke off. */
export interface Delivered {
  readonly text: string;
  readonly progress: StreamProgress;
}

export type Resumption =
  | { readonly kind: 'resumed'; readonly stream: CommittedStream; readonly seam: StreamSeam }
  /** The policy's setting cannot be followed here; `because` says why, in words. */
  | { readonly kind: 'barred'; readonly because: string }
  /** It does not ask for more than a failure, or no other model answered. */
  | { readonly kind: 'over' };

/** Goes on with an interrupted stream at the next targets, as the policy's `stream.on_interrupt` says. */
export async function resumeStream(
  execution: Execution,
  walk: ChainWalk,
  failure: AttemptFailure,
  delivered: Delivered,
): Promise<Resumption> {
  const { onInterrupt } = execution.settings;
  if (onInterrupt === 'fail') return { kind: 'over' };
  const because = barrierTo(onInterrupt, execution, failure, delivered);
  if (because !== undefined) return { kind: 'barred', because };
  if (!walkOn(execution, walk, failure)) return { kind: 'over' };
  const stream = await nextStream(execution, walk, onInterrupt === 'continue' ? delivered.text : undefined);
  if (stream === undefined) return { kind: 'over' };
  const seam: StreamSeam = {
    type: onInterrupt === 'restart' ? 'stream-restart' : 'stream-continue',
    because: failure.class,
    attempt: execution.attempts.length,
    slot: stream.scope.record.target.slot.name,
    at: delivered.text.length,
  };
  return { kind: 'resumed', stream, seam };
}

function barrierTo(
  mode: 'restart' | 'continue',
  { context }: Execution,
  { target }: AttemptFailure,
  { progress }: Delivered,
): string | undefined {
  if (mode === 'continue') return continuationBarrier(target.body, progress);
  return context.routingEvents === true
    ? undefined
    : 'a reader who did not ask for routing events would see the text twice';
}

/** The stream that goes on; undefined when every target that is left failed too, each of which is in the record. */
async function nextStream(
  execution: Execution,
  walk: ChainWalk,
  text: string | undefined,
): Promise<CommittedStream | undefined> {
  try {
    if (text === undefined) return await runChain(execution, (running, target) => attemptStream(running, target), walk);
    const attempt = (running: Execution, target: PlannedTarget) => attemptStream(running, target, text !== '');
    return await runChain(continuing(execution, text), attempt, walk);
  } catch {
    return undefined;
  }
}

/**
 * The targets go on from the text; what is reserved for them is for that. A server that refuses a message begun for it
 * blames what we added: another may take it.
 */
function continuing(execution: Execution, text: string): Execution {
  const { plan, settings } = execution;
  const on = new Set([...settings.fallback.on, 'caller_fault' as const]);
  const targets = plan.targets.map((target) => continuedTarget(target, text));
  return { ...execution, plan: { ...plan, targets }, settings: { ...settings, fallback: { on } } };
}
