/** The two ends of a text that is longer than a fact may look at. Surrogate pairs stay whole. */
export interface CutText {
  readonly head: string;
  readonly tail: string;
}

/** The first and last half of `limit` UTF-16 code units; undefined when the text fits. */
export function cutText(text: string, limit: number): CutText | undefined {
  if (text.length <= limit) return undefined;
  const half = Math.floor(limit / 2);
  const headEnd = isLowSurrogate(text.charCodeAt(half)) ? half - 1 : half;
  const start = text.length - half;
  const tailStart = isLowSurrogate(text.charCodeAt(start)) ? start + 1 : start;
  return { head: text.slice(0, headEnd), tail: text.slice(tailStart) };
}

function isLowSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xdc00;
}
