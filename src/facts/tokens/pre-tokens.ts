import { characterClass } from './character-classes.js';

/** The encodings a policy can name. */
export type EncodingName = 'o200k_base' | 'cl100k_base';

/** A part of a text, from `base` on, with the classes of its UTF-16 code units. Places in it count from `base`. */
export interface ClassifiedText {
  readonly text: string;
  readonly base: number;
  readonly classes: Uint8Array;
  readonly size: number;
  /** How far it was looked at, but for a few characters after that. */
  seen: number;
}

/** Characters after the last one seen that what was found may depend on: those of a contraction, of a number. */
export const mostAhead = 8;

/** Where what stands at a place ends; 0 when it does not stand there. */
type FindEnd = (from: ClassifiedText, start: number) => number;

const { upper, lower, letter, mark, number, newline, space, other } = characterClass;
const upperPart = upper | letter | mark;
const lowerPart = lower | letter | mark;
const anyLetter = upper | lower | letter;
const whiteSpace = newline | space;

/**
 * Finds where a pre-token ends: what tiktoken's patterns (`pat_str`) find, branch by branch, in time linear in the text
 * whatever it is.
 */
export function preTokenEnd(encoding: EncodingName): (from: ClassifiedText, start: number) => number {
  return encoding === 'o200k_base' ? endOfPreToken : endOfOlderPreToken;
}

const endOfPreToken: FindEnd = (from, start) =>
  endOfWord(from, start) || endOfNumber(from, start) || endOfSigns(from, start, true) || endOfSpace(from, start);

const endOfOlderPreToken: FindEnd = (from, start) =>
  endOfContraction(from, start) ||
  endOfOlderWord(from, start) ||
  endOfNumber(from, start) ||
  endOfSigns(from, start, false) ||
  endOfSpace(from, start);

/** `[^\r\n\p{L}\p{N}]?` before either `U*L+` or `U+L*`, and a contraction after it. */
const endOfWord: FindEnd = (from, start) => {
  const inner = endOfPrefix(from, start);
  const afterPrefix = inner && endOfLetters(from, inner);
  const found = afterPrefix > 0 ? afterPrefix : endOfLetters(from, start);
  const end = found > 0 ? found : -(afterPrefix || found);
  return end && (endOfContraction(from, end) || end);
};

/** `[^\r\n\p{L}\p{N}]?\p{L}+` */
const endOfOlderWord: FindEnd = (from, start) => {
  const inner = endOfPrefix(from, start) || start;
  const end = endOfRun(from, inner, anyLetter);
  return end > inner ? end : 0;
};

const endOfPrefix: FindEnd = (from, start) =>
  isAt(from, start, space | mark | other) ? endOfCharacter(from, start) : 0;

/**
 * `U*L+`: where no lower letter follows the run of upper ones, it ends after the run's last that counts as both. Where
 * there is none of these either, the negative end of `U+L*`, which comes second. One pass, however long the run is.
 */
const endOfLetters: FindEnd = (from, start) => {
  const { classes, size } = from;
  let end = start;
  let lastOfBoth = 0;
  for (; end < size && ((classes[end] as number) & upperPart) !== 0; end += 1) {
    if (((classes[end] as number) & lowerPart) !== 0) lastOfBoth = end + 1;
  }
  if (end > from.seen) from.seen = end;
  const lowerEnd = endOfRun(from, end, lowerPart);
  if (lowerEnd > end) return lowerEnd;
  return lastOfBoth || -(end > start ? end : 0);
};

/** U+017F is an s in any case. */
const contraction = /'(?:[sS\u017f]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])/y;

const endOfContraction: FindEnd = ({ text, base }, start) => {
  if (text.charCodeAt(base + start) !== 0x27) return 0;
  contraction.lastIndex = base + start;
  return contraction.test(text) ? contraction.lastIndex - base : 0;
};

/** `\p{N}{1,3}` */
const endOfNumber: FindEnd = (from, start) => {
  let end = start;
  for (let digits = 0; digits < 3 && isAt(from, end, number); digits += 1) end = endOfCharacter(from, end);
  return end > start ? end : 0;
};

/** ` ?[^\s\p{L}\p{N}]+`, and line breaks after it; in the newer encoding slashes too. */
function endOfSigns(from: ClassifiedText, start: number, slashes: boolean): number {
  const { text, base, size } = from;
  const inner = text.charCodeAt(base + start) === 0x20 ? start + 1 : start;
  let end = endOfRun(from, inner, mark | other);
  if (end === inner) return 0;
  while (end < size && (isAt(from, end, newline) || (slashes && text.charCodeAt(base + end) === 0x2f))) end += 1;
  if (end > from.seen) from.seen = end;
  return end;
}

/** `\s*[\r\n]+`, else `\s+(?!\S)`, else `\s+`. */
const endOfSpace: FindEnd = (from, start) => {
  const { classes, size } = from;
  let end = start;
  let lines = 0;
  for (; end < size && ((classes[end] as number) & whiteSpace) !== 0; end += 1) {
    if (classes[end] === newline) lines = end + 1;
  }
  if (end > from.seen) from.seen = end;
  if (lines > 0) return lines;
  return end < size && end - start > 1 ? end - 1 : end;
};

/** The end of a run, perhaps an empty one, of characters of these classes. */
function endOfRun(from: ClassifiedText, start: number, run: number): number {
  const { classes, size } = from;
  let end = start;
  while (end < size && ((classes[end] as number) & run) !== 0) end += 1;
  if (end > from.seen) from.seen = end;
  return end;
}

function endOfCharacter({ text, base }: ClassifiedText, start: number): number {
  return (text.codePointAt(base + start) ?? 0) > 0xffff ? start + 2 : start + 1;
}

function isAt({ classes, size }: ClassifiedText, at: number, some: number): boolean {
  return at < size && ((classes[at] as number) & some) !== 0;
}
