import type { FactValue } from '../policy/fact-domain.js';

/** Why a fact has no value. */
export type UnknownReason =
  /** The caller gave no value, or one of another type. */
  | 'missing'
  /** The key takes no part in the experiment: outside its coverage or namespace, or held out. */
  | 'left_out'
  /** The fact's function threw. */
  | 'failed'
  /** The fact's function took longer than its timeout. */
  | 'timeout'
  /** A text was cut before the answer was sure. */
  | 'cut';

/** What is odd about a value: of another type than declared, so missing; or none of `one_of`. */
export type FactFlag = 'wrong_type' | 'outside_one_of';

/** A count that is known only as far as the policy's comparisons need it. Both ends are possible. */
export interface CountRange {
  readonly at_least: number;
  readonly at_most: number;
}

/** A fact's value as a decision tells it. */
export type ToldValue = FactValue | CountRange;

export function toldValue(reading: Reading & { readonly known: true }): ToldValue {
  return reading.range ?? reading.value;
}

/** The reading that is told so. */
export function readingOf(told: ToldValue): Reading {
  if (typeof told !== 'object' || !('at_least' in told)) return { known: true, value: told };
  return { known: true, value: told.at_least, range: told };
}

/** How an arm came about. It names the key, so it stays out of decisions and records. */
export interface AssignedKey {
  readonly key: { readonly attribute: string; readonly value: string };
  /** The key's position by the hash, from 0 to 0.9999. */
  readonly bucket: number;
  /** Whether the store told the arm, and not the hash. */
  readonly sticky: boolean;
}

/** What reading a fact gave. */
export type Reading =
  | {
      readonly known: true;
      /** Of a range its first number: no comparison of the policy tells one of them from another. */
      readonly value: FactValue;
      /** Present when a count was not followed to its end. */
      readonly range?: CountRange;
      readonly flag?: FactFlag;
      readonly exposure?: Exposure;
      readonly assigned?: AssignedKey;
    }
  | { readonly known: false; readonly reason: UnknownReason; readonly flag?: FactFlag; readonly detail?: string };

/**
 * A value of which nothing else is to be told, as most facts have it. A class, for speed: V8 comes to put what an object
 * literal makes straight among the old objects, which are collected late, and with them all that they refer to.
 */
export class KnownValue {
  readonly known: true;
  readonly value: FactValue;

  constructor(value: FactValue) {
    this.known = true;
    this.value = value;
  }
}

/** Numbers values. */
export interface ValueNumbers {
  /** Undefined for a value that has none. */
  numberOf(value: FactValue): number | undefined;
}

/** A value that the policy names: its reading is made once, and the number that it has is kept with it. */
export class NamedValue extends KnownValue {
  /** Whose number is kept: of who asked first, because most facts are numbered by one. */
  #numbers: ValueNumbers | undefined;
  #number = 0;

  numberBy(numbers: ValueNumbers): number | undefined {
    if (this.#numbers === numbers) return this.#number;
    const number = numbers.numberOf(this.value);
    if (this.#numbers === undefined && number !== undefined) {
      this.#numbers = numbers;
      this.#number = number;
    }
    return number;
  }
}

/** That a decision read a bucket fact: who was put where, and how likely that was. */
export interface Exposure {
  /** The fact's name. */
  readonly experiment: string;
  readonly arm: string;
  /** FNV-1a 32-bit hash of seed and key, in hex: never the key itself. Absent when the arm was given, not assigned. */
  readonly key_hash?: string;
  /** Probability of this arm for a random key, from 0 to 1: coverage times share. */
  readonly propensity: number;
}
