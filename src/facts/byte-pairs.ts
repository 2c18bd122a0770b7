import { MinimumHeap } from './minimum-heap.js';

/** Bytes of one piece merged between two yields. */
const mergesPerStep = 10_000;
/** Heap entries are rank × 2^32 + position: the lowest rank first, and of equal ranks the leftmost. */
const rankUnit = 2 ** 32;

/**
 * Counts the tokens of one pre-token by byte-pair encoding with a heap: n log n steps where tiktoken takes n². It yields
 * every few milliseconds. `ranks` are tiktoken's (`! 0` and the tokens in base64); they are read when first needed.
 */
export function createBytePairCounter(ranks: string): (piece: string) => Generator<undefined, number> {
  let table: ReadonlyMap<string, number> | undefined;
  return (piece) => {
    table ??= readRanks(ranks);
    return mergeSteps(Buffer.from(piece).toString('latin1'), table);
  };
}

/** `bytes` is a string of one character per byte. */
function* mergeSteps(bytes: string, ranks: ReadonlyMap<string, number>): Generator<undefined, number> {
  const length = bytes.length;
  // Each part of the piece is known by the position of its first byte.
  const next = Int32Array.from({ length }, (_, index) => index + 1);
  const previous = Int32Array.from({ length }, (_, index) => index - 1);
  const rankOfPair = new Int32Array(length).fill(-1);
  const heap = new MinimumHeap(length);
  const rank = (part: number): void => {
    const second = next[part] ?? length;
    const found = second < length ? (ranks.get(bytes.slice(part, next[second])) ?? -1) : -1;
    rankOfPair[part] = found;
    if (found >= 0) heap.push(found * rankUnit + part);
  };
  for (let part = 0; part < length; part += 1) {
    rank(part);
    if (part % mergesPerStep === mergesPerStep - 1) yield;
  }
  let parts = length;
  for (let step = 1; heap.size > 0; step += 1) {
    if (step % mergesPerStep === 0) yield;
    const entry = heap.pop();
    const part = entry % rankUnit;
    // An entry is stale when its part has since been merged, or merged with another.
    if (rankOfPair[part] !== (entry - part) / rankUnit) continue;
    const merged = next[part] ?? length;
    const after = next[merged] ?? length;
    next[part] = after;
    if (after < length) previous[after] = part;
    rankOfPair[merged] = -1;
    parts -= 1;
    rank(part);
    const left = previous[part] ?? -1;
    if (left >= 0) rank(left);
  }
  return parts;
}

function readRanks(ranks: string): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  for (const line of ranks.split('\n')) {
    const [, offset, ...tokens] = line.split(' ');
    for (const [index, token] of tokens.entries())
      table.set(Buffer.from(token, 'base64').toString('latin1'), Number(offset) + index);
  }
  return table;
}
