import { isDeepStrictEqual } from 'node:util';

/** An expected field that the run does not have. */
export interface Difference {
  /** The field, with a path where it is nested: `tier`, `facts.tokens`, `every_model.labels`. */
  readonly field: string;
  readonly expected: unknown;
  /** What there is instead; null for nothing. */
  readonly actual: unknown;
}

export function equal(field: string, expected: unknown, actual: unknown): readonly Difference[] {
  return isDeepStrictEqual(expected, actual) ? [] : [{ field, expected, actual }];
}

/** The same members in any order. */
export function sameSet(field: string, expected: readonly string[], actual: readonly string[]): readonly Difference[] {
  return isDeepStrictEqual(expected.toSorted(), actual.toSorted()) ? [] : [{ field, expected, actual }];
}

/** Every entry that is expected, of a mapping that may have more. */
export function includes(
  field: string,
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  return Object.entries(expected).flatMap(([key, value]) =>
    equal(`${field}.${key}`, value, Object.hasOwn(actual, key) ? actual[key] : null),
  );
}
