import type { BreakerSettings } from '../policy/breaker-settings.js';
import type { BreakerSignal } from './live/breaker-signal.js';

/** A value, or a promise of it: a store in memory answers at once, so that nobody waits for it. */
export type Awaitable<T> = T | Promise<T>;

/**
 * State that requests share, and processes too where the implementation does. It outlives a policy's generations. Every
 * operation is atomic: one script, where the state lives on a server. What rejects or is late is handled by the caller.
 */
export interface Store {
  readonly breakers: BreakerStore;
  readonly sticky: StickyStore;
  readonly rollouts: RolloutStore;
}

/** Arms that keys were in, by experiment and version; a key is `ATTRIBUTE||VALUE`, an experiment `SEED__VERSION`. */
export interface StickyStore {
  /** The arms of each key, in the order of the keys. */
  read(keys: readonly string[]): Awaitable<readonly ReadonlyMap<string, string>[]>;
  /** Keeps an arm unless the key has one other than `gone`. Gives the one that it has from now on. */
  keep(key: string, experiment: string, arm: string, gone?: string): Awaitable<string>;
}

/** Rollouts that guards took back, each named by policy, version and rule. */
export interface RolloutStore {
  takeBack(rollout: string): Awaitable<void>;
  /** Those of these that were taken back. */
  takenBack(rollouts: readonly string[]): Awaitable<readonly string[]>;
}

/** Breakers by target: a key that stands for a model at an endpoint. An unknown key is a closed breaker. */
export interface BreakerStore {
  /** Asks whether an attempt may be sent. An admission with a probe must be followed by a report with that probe. */
  admit(target: string, request: AdmissionRequest): Awaitable<Admission>;
  /** Tells how an attempt went. Resolves with what that changed, to exactly one of all who report. */
  report(target: string, report: BreakerReport): Awaitable<BreakerChange | undefined>;
}

export interface AdmissionRequest {
  /** After so many milliseconds without a report a probe is taken for lost, and another may be sent. */
  readonly leaseMs: number;
  /** Admits in any case; as the probe, if there is none. */
  readonly force: boolean;
}

export type Admission =
  /** `probe` names the claim when this attempt decides whether the breaker closes. */
  | { readonly kind: 'admitted'; readonly probe?: number }
  /** Due in so many milliseconds; 0 when a probe is under way. */
  | { readonly kind: 'refused'; readonly dueInMs: number };

export interface BreakerReport {
  readonly signal: BreakerSignal;
  readonly settings: BreakerSettings;
  readonly probe?: number | undefined;
}

export type BreakerChange = { readonly kind: 'opened'; readonly forMs: number } | { readonly kind: 'closed' };
