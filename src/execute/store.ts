import type { Awaitable } from '../facts/and-then.js';
import type { BreakerSettings } from '../policy/breaker-settings.js';
import type { BreakerSignal } from './live/breaker-signal.js';

export type { Awaitable };

/**
 * State that requests share, and processes too where the implementation does. It outlives a policy's generations. Every
 * operation is atomic: one script, where the state lives on a server. What rejects or is late is handled by the caller.
 */
export interface Store {
  readonly breakers: BreakerStore;
  readonly budgets: BudgetStore;
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

/** Whether an attempt may be sent to a target. */
export interface AdmissionRequest {
  /** After so many milliseconds without a report a probe is taken for lost, and another may be sent. */
  readonly leaseMs: number;
  /** Admits in any case; as the probe, if there is none. */
  readonly force: boolean;
}

/** The answer: `refused` while the breaker is open. */
export type Admission =
  /** `probe` names the claim when this attempt decides whether the breaker closes. */
  | { readonly kind: 'admitted'; readonly probe?: number }
  /** Due in so many milliseconds; 0 when a probe is under way. */
  | { readonly kind: 'refused'; readonly dueInMs: number };

/** How an attempt ended, for the breaker of its target. */
export interface BreakerReport {
  readonly signal: BreakerSignal;
  readonly settings: BreakerSettings;
  readonly probe?: number | undefined;
}

/** What a report did to a breaker. */
export type BreakerChange = { readonly kind: 'opened'; readonly forMs: number } | { readonly kind: 'closed' };

/**
 * What is spent of budgets, by account: a name that stands for one limit, one key and one stretch of time. Amounts are
 * whole numbers. An account that is not known has nothing spent.
 */
export interface BudgetStore {
  /**
   * Holds an amount in every account, or in none: only when all of them have room, so that what is spent and held never
   * exceeds a limit. A reservation that nobody settles in time is charged as a whole if it was sent, else given back.
   */
  reserve(reservation: Reservation): Awaitable<ReservationAnswer>;
  /** The request is about to leave. False when the reservation is not known any more: then it must not. */
  markSent(id: string): Awaitable<boolean>;
  /** Charges these amounts, in the order of the reservation's accounts, in place of what is held. Once; later it is false. */
  settle(id: string, amounts: readonly number[]): Awaitable<boolean>;
  /** In the order of the accounts. */
  read(accounts: readonly string[]): Awaitable<readonly AccountState[]>;
  /** Every account there is, in any order. */
  list(): Awaitable<readonly (AccountState & { readonly account: string })[]>;
  /** Forgets what is spent of an account; what is held stays held. */
  reset(account: string): Awaitable<void>;
}

export interface Reservation {
  /** Unique. */
  readonly id: string;
  /** After so many milliseconds without being settled it is charged or given back. */
  readonly leaseMs: number;
  readonly holds: readonly AccountHold[];
}

export interface AccountHold {
  readonly account: string;
  readonly amount: number;
  /** What may be spent and held of the account together. */
  readonly limit: number;
  /** The account may be forgotten after so many milliseconds. */
  readonly keepMs: number;
}

export interface AccountState {
  readonly spent: number;
  readonly held: number;
}

export type ReservationAnswer =
  /** As the accounts are with it. */
  | { readonly kind: 'reserved'; readonly states: readonly AccountState[] }
  /** `index`: the first of the holds that does not fit, and its account as it is. */
  | { readonly kind: 'exceeded'; readonly index: number; readonly state: AccountState };
