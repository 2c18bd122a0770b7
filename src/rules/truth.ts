/** Kleene's three truth values; undefined is unknown. */
export type Truth = boolean | undefined;

export function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

/** False if any is false, else unknown if any is unknown, else true. */
export function conjunction(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/** True if any is true, else unknown if any is unknown, else false. */
export function disjunction(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}
