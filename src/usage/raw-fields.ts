import { type Fields, isFields } from '../fields.js';

const nothing: Fields = {};

/** None of what is no object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : nothing;
}

/** A whole number of things; undefined for anything else. */
export function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** A number that is finite and not negative; undefined for anything else. */
export function amount(value: unknown): number | undefined {
  return Number.isFinite(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** Of several counts of the same; undefined when none is known. */
export function largest(...values: readonly unknown[]): number | undefined {
  const known = values.flatMap((value) => count(value) ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Unknown when one of the two is. */
export function sumOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
