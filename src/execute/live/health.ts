import { deploymentsOf } from '../../policy/deployments-of.js';
import type { ModelSlot } from '../../policy/model-slot.js';
import type { Runtime } from '../../runtime.js';
import { failureConsequences } from '../failure-class.js';
import type { Attempt } from '../routing-report.js';
import {
  createPerformanceWindow,
  type Performance,
  type PerformanceWindow,
  performanceOf,
} from './performance-window.js';
import { targetKey } from './target-key.js';

/** The longest window that a health fact may have, and how finely it is cut, in milliseconds. */
const resolution = { spanMs: 60 * 60_000, sliceMs: 10_000 };

/** What was read is good for so long, so that a decision does not add up a window each time. */
const freshMs = 1_000;

/** Policies that change again and again name ever new targets: those beyond are forgotten, the oldest first. */
const mostTargets = 1_000;

type Sample = Pick<Attempt, 'outcome' | 'duration_ms' | 'first_token_ms'>;

/** How models have done lately, as this process sees it. */
export interface Health {
  /** Takes in an attempt that has ended. What says nothing of the model, such as a caller that went away, is left out. */
  end(slot: ModelSlot, attempt: Sample): void;
  /** Of all the slot's deployments together. */
  read(slot: ModelSlot, windowMs: number): Performance;
}

export function createHealth({ now }: Pick<Runtime, 'now'>): Health {
  const windows = new Map<string, PerformanceWindow>();
  const known = new WeakMap<ModelSlot, Map<number, { readonly at: number; readonly performance: Performance }>>();

  function windowOf(slot: ModelSlot): PerformanceWindow {
    const key = healthKey(slot);
    let window = windows.get(key);
    if (window === undefined) {
      window = createPerformanceWindow(resolution);
      const [oldest] = windows.keys();
      if (windows.size >= mostTargets && oldest !== undefined) windows.delete(oldest);
      windows.set(key, window);
    }
    return window;
  }

  function knownOf(slot: ModelSlot) {
    let read = known.get(slot);
    if (read === undefined) {
      read = new Map();
      known.set(slot, read);
    }
    return read;
  }

  return {
    end(slot, { outcome, first_token_ms, duration_ms }) {
      const failed = outcome !== 'ok' && failureConsequences[outcome].breaker !== 'ignores';
      if (outcome !== 'ok' && !failed) return;
      windowOf(slot).add({ failed, latencyMs: failed ? undefined : (first_token_ms ?? duration_ms) }, now());
    },
    read(slot, windowMs) {
      const at = now();
      const before = knownOf(slot).get(windowMs);
      if (before !== undefined && at >= before.at && at < before.at + freshMs) return before.performance;
      const slices = deploymentsOf(slot).flatMap((each) => windows.get(healthKey(each))?.recent(windowMs, at) ?? []);
      const performance = performanceOf(slices);
      knownOf(slot).set(windowMs, { at, performance });
      return performance;
    },
  };
}

/** A model at an endpoint, whatever variant of it was asked for. */
function healthKey(slot: ModelSlot): string {
  return targetKey({ slot, model: slot.id });
}
