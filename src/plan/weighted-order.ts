/**
 * Puts items into a random order in which each stands first with the share of its weight, and so on among the rest. An
 * item of weight 0 stands behind all others. `uniform` gives each item a number above 0 and at most 1: random ones make
 * a weighted draw; hashes of a key and the item make weighted rendezvous hashing, in which the order of a key stays, and
 * a change of one weight moves only keys to or from that item.
 */
export function weightedOrder<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
  uniform: (item: T) => number,
): readonly T[] {
  return items
    .map((item) => ({ item, distance: -Math.log(uniform(item)) / weightOf(item) }))
    .sort((a, b) => rank(a.distance) - rank(b.distance))
    .map(({ item }) => item);
}

/** 0 / 0 is no number, and infinities have no difference. */
function rank(distance: number): number {
  return Number.isFinite(distance) ? distance : Number.MAX_VALUE;
}
