import type { TokenRanks } from './token-ranks.js';

const none = 0x7fff_ffff;

/**
 * Where the tokens of some bytes end, by byte-pair encoding as tiktoken does it: of all neighbours that make a token
 * together, those of the lowest rank are joined first, and of equal ranks the leftmost. Time is quadratic in the length.
 */
export function encodeBytePairs(bytes: string, ranks: TokenRanks): readonly number[] {
  /** Where each part starts, and the end of the last: first of each byte, at last of each token. */
  const starts = new Int32Array(bytes.length + 1).map((_, index) => index);
  /** The rank of each part together with its right neighbour. */
  const pairs = new Int32Array(bytes.length).fill(none);
  let count = bytes.length;

  function rank(part: number): number {
    const found = part + 2 > count ? undefined : ranks.get(bytes.slice(starts[part], starts[part + 2]));
    pairs[part] = found ?? none;
    return found ?? none;
  }

  /** Joins a part and its right neighbour, and gives the lower rank of the two pairs that come about. */
  function join(part: number): number {
    starts.copyWithin(part + 1, part + 2, count + 1);
    pairs.copyWithin(part, part + 1, count);
    count -= 1;
    return Math.min(rank(part), part > 0 ? rank(part - 1) : none);
  }

  for (let part = 0; part < count; part += 1) rank(part);
  for (;;) {
    const { lowest, first, last } = lowestOf(pairs, count);
    if (lowest === none) return [...starts.subarray(1, count + 1)];
    let newest = none;
    let end = last;
    for (let part = first; part <= end && newest > lowest; part += 1) {
      if (pairs[part] !== lowest) continue;
      newest = join(part);
      end -= 1;
    }
  }
}

interface Lowest {
  readonly lowest: number;
  readonly first: number;
  readonly last: number;
}

/** The lowest of the first numbers, and the first and last place where it stands. */
function lowestOf(numbers: Int32Array, count: number): Lowest {
  let lowest = none;
  let first = 0;
  let last = 0;
  for (let index = 0; index < count; index += 1) {
    const found = numbers[index] as number;
    if (found > lowest) continue;
    if (found < lowest) {
      lowest = found;
      first = index;
    }
    last = index;
  }
  return { lowest, first, last };
}
