import type { Runtime } from '../../runtime.js';
import type { Awaitable } from '../store.js';
import type { LiveEvent } from './live-event.js';

export interface StoreGuardOptions {
  /** A store that takes longer is late, and a request goes on without it. Default: 100. */
  readonly patienceMs?: number;
  /** So many late answers in a row, each asked for after the one before was given up, are an outage. Default: 1. */
  readonly lateInOutage?: number;
}

/** It is waited for in parts, between which answers are read: a process that is busy itself would find none otherwise. */
const waits = 4;

/** In an outage the store is left alone for so long, so that it does not slow down every request. */
const pauseMs = 1_000;

export interface StoreGuard {
  /**
   * The store's answer; `otherwise` when it throws, rejects or is late, or is left alone after an outage. `onLate` gets
   * an answer that comes after all. Never throws or rejects.
   */
  ask<T>(operation: string, call: () => Awaitable<T>, otherwise: T, onLate?: (answer: T) => void): Awaitable<T>;
}

/** Keeps what a store does wrong from the requests that ask it, and tells of it until it answers again. */
export function createStoreGuard(
  { now, sleep }: Pick<Runtime, 'now' | 'sleep'>,
  emit: (event: LiveEvent) => void,
  { patienceMs = 100, lateInOutage = 1 }: StoreGuardOptions = {},
): StoreGuard {
  /** Whether its failure was told. */
  let failing = false;
  let leftAlone = false;
  let pausedUntil = 0;
  let asked = 0;
  let late = 0;
  /** How many were asked for when the last late one was given up. */
  let askedAtLate = 0;

  function leaveAlone(): void {
    leftAlone = true;
    pausedUntil = now() + pauseMs;
  }

  function tell(operation: string, error: unknown): void {
    if (failing) return;
    failing = true;
    emit({ type: 'store-failed', operation, error });
  }

  function fail(operation: string, error: unknown): void {
    leaveAlone();
    tell(operation, error);
  }

  function beLate(operation: string, turn: number): void {
    if (turn > askedAtLate) {
      late += 1;
      askedAtLate = asked;
    }
    if (leftAlone || late >= lateInOutage) leaveAlone();
    tell(operation, new Error(`the store did not answer within ${patienceMs} ms`));
  }

  function succeed(): void {
    late = 0;
    leftAlone = false;
    if (!failing) return;
    failing = false;
    emit({ type: 'store-recovered' });
  }

  async function giveUp(signal: AbortSignal): Promise<typeof tooLate> {
    for (let wait = 0; wait < waits; wait += 1) await sleep(patienceMs / waits, signal);
    return tooLate;
  }

  async function inTime<T>(
    operation: string,
    answer: Promise<T>,
    otherwise: T,
    onLate: ((answer: T) => void) | undefined,
  ): Promise<T> {
    asked += 1;
    const turn = asked;
    const answered = new AbortController();
    const givenUp = giveUp(answered.signal);
    givenUp.catch(() => {});
    try {
      const first = await Promise.race([answer, givenUp]);
      if (first !== tooLate) {
        succeed();
        return first as T;
      }
      if (onLate !== undefined) answer.then(onLate, () => {});
      else answer.catch(() => {});
      beLate(operation, turn);
    } catch (error) {
      fail(operation, error);
    } finally {
      answered.abort('answered');
    }
    return otherwise;
  }

  return {
    ask(operation, call, otherwise, onLate) {
      if (leftAlone) {
        const leftMs = pausedUntil - now();
        // More than the whole pause is left only when the clock was set back.
        if (leftMs > 0 && leftMs <= pauseMs) return otherwise;
        // One request finds out whether it is back; the others do not wait for that.
        pausedUntil = now() + pauseMs;
      }
      try {
        const answer = call();
        if (isPromise(answer)) return inTime(operation, answer, otherwise, onLate);
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
