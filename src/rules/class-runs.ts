/** Whole numbers in runs: start, end, start, end, …, ascending; each end is the first number that is not in its run. */
export type ClassRuns = readonly number[];

/** Of ascending numbers, which may come more than once. */
export function runsOf(numbers: Iterable<number>): ClassRuns {
  const runs: number[] = [];
  for (const number of numbers) {
    const end = runs.at(-1);
    if (end === number) runs[runs.length - 1] = number + 1;
    else if (end === undefined || end < number) runs.push(number, number + 1);
  }
  return runs;
}

/** The numbers of the first that are not in the second, which is part of it. */
export function runsWithout(whole: ClassRuns, part: ClassRuns): ClassRuns {
  const runs: number[] = [];
  let next = 0;
  for (let at = 0; at < whole.length; at += 2) {
    let start = whole[at] ?? 0;
    const end = whole[at + 1] ?? 0;
    for (; next < part.length && (part[next] ?? 0) < end; next += 2) {
      const taken = part[next] ?? 0;
      if (start < taken) runs.push(start, taken);
      start = part[next + 1] ?? 0;
    }
    if (start < end) runs.push(start, end);
  }
  return runs;
}

/** Whether a number is in one of the runs. */
export function runsHave(runs: ClassRuns, number: number): boolean {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((runs[middle] ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

/** How many numbers there are in them. */
export function sizeOfRuns(runs: ClassRuns): number {
  let size = 0;
  for (let at = 0; at < runs.length; at += 2) size += (runs[at + 1] ?? 0) - (runs[at] ?? 0);
  return size;
}
