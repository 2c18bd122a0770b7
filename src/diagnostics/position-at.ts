/** Lines and columns count from 1; a column counts UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where an offset (in UTF-16 code units) stands in a text. Offsets outside the text are moved to its ends. */
export function positionAt(text: string, offset: number): Position {
  return positionIn(lineStarts(text), Math.min(Math.max(offset, 0), text.length));
}

/** Offsets at which the lines of a text start; compute once to place many offsets with positionIn. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

export function positionIn(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low]! + 1 };
}
