/** Names longer than this are not compared: nobody misspelt them from memory. */
const longest = 100;

/**
 * The candidate that `name` was most likely meant to be, if one is close enough to be worth saying: at most one wrong,
 * missing, extra or swapped character per three. Case, `-` and `_` do not count. Ties go to the earlier candidate.
 */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(name);
  if (wanted.length === 0 || name.length > longest) return undefined;
  let best: string | undefined;
  let bestDistance = tolerance(wanted) + 1;
  for (const candidate of candidates) {
    if (candidate === name || candidate.length > longest) continue;
    const folded = fold(candidate);
    if (Math.abs(folded.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, folded);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

function tolerance(name: string): number {
  if (name.length < 3) return 0;
  return Math.min(3, Math.max(1, Math.floor(name.length / 3)));
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, substitution);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
