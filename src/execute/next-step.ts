import type { PlannedTarget } from '../plan/execution-plan.js';
import type { AttemptFailure } from './attempt-failure.js';
import type { ExecutionSettings, RetrySettings } from './execution-settings.js';
import { failureConsequences } from './failure-class.js';

/** Where in the chain an attempt failed, and what earlier failures rule out. */
export interface ChainPosition {
  readonly index: number;
  /** Attempts made on this target. */
  readonly attempts: number;
  /** Endpoints that refuse us whatever the model: no credit, or a bad key. */
  readonly deadEndpoints: ReadonlySet<string>;
  /** The request did not fit a window; only models known to have another are left. `known`: its tokens, if known. */
  readonly tooSmallWindow?: { readonly known: number | undefined };
}

export type Step =
  | { readonly kind: 'retry'; readonly delayMs: number; readonly position: ChainPosition }
  | { readonly kind: 'next'; readonly position: ChainPosition }
  | { readonly kind: 'stop' };

export interface StepInput {
  readonly targets: readonly PlannedTarget[];
  readonly position: ChainPosition;
  readonly failure: AttemptFailure;
  readonly settings: Pick<ExecutionSettings, 'retry' | 'fallback'>;
  /** Milliseconds left of the request's deadline. */
  readonly leftMs: number;
  /** From 0 (included) to 1 (excluded), for jitter. */
  readonly random: number;
  /** For how many milliseconds the failure opened the target's breaker: an earlier retry would be held back. */
  readonly openMs?: number | undefined;
}

export const chainStart: ChainPosition = { index: 0, attempts: 0, deadEndpoints: new Set() };

/** After a failed attempt: the same target again, the next one that can help, or the end. */
export function nextStep(input: StepInput): Step {
  const { failure, position, settings, leftMs } = input;
  if (failure.class === 'cancelled' || leftMs <= 0) return { kind: 'stop' };
  const made = { ...position, attempts: position.attempts + 1 };
  const delayMs = retryDelay(settings.retry, made.attempts, failure, input.random);
  if (delayMs !== undefined && delayMs < leftMs && delayMs >= (input.openMs ?? 0))
    return { kind: 'retry', delayMs, position: made };
  return stepPast(input);
}

/** The same for a target that is not tried again, whatever its failure. */
export function stepPast({ targets, position, failure, settings, leftMs }: Omit<StepInput, 'random' | 'openMs'>): Step {
  if (failure.class === 'cancelled' || leftMs <= 0) return { kind: 'stop' };
  const goesOn = failure.unsent || settings.fallback.on.has(failure.class);
  return goesOn ? nextTarget(targets, position, failure) : { kind: 'stop' };
}

/** Milliseconds to wait before this target is tried again; undefined when it is not. */
function retryDelay(
  retry: RetrySettings,
  attempts: number,
  { class: failureClass, retryAfterMs = 0 }: AttemptFailure,
  random: number,
): number | undefined {
  if (attempts >= retry.attempts || !retry.on.has(failureClass) || retryAfterMs > retry.maxRetryAfterMs)
    return undefined;
  const ceiling = Math.min(retry.backoff.fromMs * retry.backoff.factor ** (attempts - 1), retry.backoff.maxMs);
  return Math.max(Math.round(ceiling * random), retryAfterMs);
}

function nextTarget(targets: readonly PlannedTarget[], from: ChainPosition, failure: AttemptFailure): Step {
  const position = stepOver(targets, ruleOut({ ...from, index: from.index + triedNatively(failure) }, failure));
  return position === undefined ? { kind: 'stop' } : { kind: 'next', position };
}

/** Targets after this one that its endpoint has tried itself before it told of the failure. */
function triedNatively({ target, status = 0 }: AttemptFailure): number {
  return status >= 400 ? (target.nativeFallbacks?.length ?? 0) : 0;
}

/** The next target that earlier failures do not rule out; undefined when there is none. */
export function stepOver(targets: readonly PlannedTarget[], from: ChainPosition): ChainPosition | undefined {
  const index = targets.findIndex((target, at) => at > from.index && isOpen(target, from));
  return index < 0 ? undefined : { ...from, index, attempts: 0 };
}

function ruleOut(position: ChainPosition, { class: failureClass, target }: AttemptFailure): ChainPosition {
  switch (failureConsequences[failureClass].nextTarget) {
    case 'other_endpoint':
      return { ...position, deadEndpoints: new Set([...position.deadEndpoints, target.endpoint.name]) };
    case 'larger_window':
      return { ...position, tooSmallWindow: { known: largest(position.tooSmallWindow?.known, target.slot.context) } };
    default:
      return position;
  }
}

function isOpen({ endpoint, slot }: PlannedTarget, { deadEndpoints, tooSmallWindow }: ChainPosition): boolean {
  if (deadEndpoints.has(endpoint.name)) return false;
  return tooSmallWindow === undefined || (slot.context !== undefined && slot.context > (tooSmallWindow.known ?? 0));
}

function largest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
