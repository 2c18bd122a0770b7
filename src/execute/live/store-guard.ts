import type { Runtime } from '../../runtime.js';
import type { Awaitable } from '../store.js';
import type { LiveEvent } from './live-event.js';

/** A store that takes longer is late, and a request goes on without it. */
const usualPatienceMs = 100;

/** It is waited for in parts, between which answers are read: a process that is busy itself would find none otherwise. */
const waits = 4;

/** After a failure the store is left alone for so long, so that an outage does not slow down every request. */
const pauseMs = 1_000;

export interface StoreGuard {
  /**
   * The store's answer; `otherwise` when it throws, rejects, is late, or has done so just now. `onLate` gets an answer
   * that comes after all. Never throws or rejects.
   */
  ask<T>(
    operation: string,
    call: () => Awaitable<T>,
    otherwise: T,
    onLate?: (answer: T) => void,
    /** How long it is waited for. Default: 100. */
    patienceMs?: number,
  ): Awaitable<T>;
}

/** Keeps what a store does wrong from the requests that ask it, and tells of it once per outage. */
export function createStoreGuard(
  { now, sleep }: Pick<Runtime, 'now' | 'sleep'>,
  emit: (event: LiveEvent) => void,
): StoreGuard {
  let failing = false;
  let pausedUntil = 0;

  function fail(operation: string, error: unknown): void {
    pausedUntil = now() + pauseMs;
    if (failing) return;
    failing = true;
    emit({ type: 'store-failed', operation, error });
  }

  function succeed(): void {
    if (!failing) return;
    failing = false;
    emit({ type: 'store-recovered' });
  }

  async function waitFor(patienceMs: number, signal: AbortSignal): Promise<typeof tooLate> {
    for (let wait = 0; wait < waits; wait += 1) await sleep(patienceMs / waits, signal);
    return tooLate;
  }

  async function inTime<T>(
    operation: string,
    answer: Promise<T>,
    otherwise: T,
    onLate: ((answer: T) => void) | undefined,
    patienceMs: number,
  ): Promise<T> {
    const answered = new AbortController();
    const late = waitFor(patienceMs, answered.signal);
    late.catch(() => {});
    try {
      const first = await Promise.race([answer, late]);
      if (first !== tooLate) {
        succeed();
        return first as T;
      }
      if (onLate !== undefined) answer.then(onLate, () => {});
      else answer.catch(() => {});
      fail(operation, new Error(`the store did not answer within ${patienceMs} ms`));
    } catch (error) {
      fail(operation, error);
    } finally {
      answered.abort('answered');
    }
    return otherwise;
  }

  return {
    ask(operation, call, otherwise, onLate, patienceMs = usualPatienceMs) {
      if (failing) {
        const leftMs = pausedUntil - now();
        // More than the whole pause is left only when the clock was set back.
        if (leftMs > 0 && leftMs <= pauseMs) return otherwise;
        // One request finds out whether it is back; the others do not wait for that.
        pausedUntil = now() + pauseMs;
      }
      try {
        const answer = call();
        if (isPromise(answer)) return inTime(operation, answer, otherwise, onLate, patienceMs);
        succeed();
        return answer;
      } catch (error) {
        fail(operation, error);
        return otherwise;
      }
    },
  };
}

const tooLate = Symbol('too late');

function isPromise<T>(answer: Awaitable<T>): answer is Promise<T> {
  return typeof answer === 'object' && answer !== null && 'then' in answer;
}
