import type { Attributes } from '../request/routing-request.js';
import type { Awaitable } from './and-then.js';

/**
 * What facts ask of the world beyond the request: a port, so that reading a fact stays a function of its arguments.
 * What is left out is not there: facts that need it are unknown then, and sticky buckets go by the hash.
 */
export interface FactWorld {
  readonly sticky?: StickyArms;
  /** Percent of a budget that is used, for the request's key: of the limit that is nearest. Undefined when the store fails. */
  readonly budgetUse?: (budget: string, attributes: Attributes) => Awaitable<number | undefined> | undefined;
  /** Whether a rollout has been taken back: `rollout.RULE`, or `rollout` for the policy's own. */
  readonly isRolledBack?: (rollout: string) => boolean;
  /** How a model slot has done over the last `windowMs`. */
  readonly health?: (slot: string, windowMs: number) => ModelHealth | undefined;
}

/** Arms that keys were in before, by experiment and version. What rejects makes the fact unknown. */
export interface StickyArms {
  /** The arms of each key, by experiment and version; in the order of the keys. */
  read(keys: readonly string[]): Awaitable<readonly ReadonlyMap<string, string>[]>;
  /** Keeps an arm unless the key has one already, other than `gone`. Gives the one that it has from now on. */
  keep(key: string, experiment: string, arm: string, gone?: string): Awaitable<string>;
}

/** Attempts of the last while at a model, in all its deployments; what is undefined is unknown. */
export interface ModelHealth {
  readonly attempts: number;
  /** Percent of the attempts. */
  readonly failureRate: number | undefined;
  /** Attempts that were answered. */
  readonly answered: number;
  /** Milliseconds within which 95 of 100 of these were answered; of a stream, to its first token. */
  readonly p95Ms: number | undefined;
}
