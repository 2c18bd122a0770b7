import { characterClass, classesOf } from './character-classes.js';

/** The encodings a policy can name. */
export type EncodingName = 'o200k_base' | 'cl100k_base';

interface ClassifiedText {
  readonly text: string;
  /** One a UTF-16 code unit. */
  readonly classes: Uint8Array;
}

/** Where what stands at a place ends; 0 when it does not stand there. */
type FindEnd = (from: ClassifiedText, start: number) => number;

const { upper, lower, letter, mark, number, newline, space, other } = characterClass;
const upperPart = upper | letter | mark;
const lowerPart = lower | letter | mark;
const anyLetter = upper | lower | letter;
const whiteSpace = newline | space;

/**
 * The ends of the pre-tokens of a text, in UTF-16 code units and in order: what tiktoken's patterns (`pat_str`) find,
 * branch by branch, in time linear in the text whatever it is. A regular expression would be at a long run for long
 * without a break; here what takes time is done first, in steps, with undefined yielded after each.
 */
export function* splitPreTokens(encoding: EncodingName, text: string): Generator<number | undefined, void> {
  const from = { text, classes: yield* classesOf(text) };
  const endOf = encoding === 'o200k_base' ? endOfPreToken : endOfOlderPreToken;
  for (let end = 0; end < text.length; ) {
    end = endOf(from, end);
    yield end;
  }
}

const endOfPreToken: FindEnd = (from, start) =>
  endOfWord(from, start) || endOfNumber(from, start) || endOfSigns(from, start, '\r\n/') || endOfSpace(from, start);

const endOfOlderPreToken: FindEnd = (from, start) =>
  endOfContraction(from, start) ||
  endOfOlderWord(from, start) ||
  endOfNumber(from, start) ||
  endOfSigns(from, start, '\r\n') ||
  endOfSpace(from, start);

/** `[^\r\n\p{L}\p{N}]?` before either `U*L+` or `U+L*`, and a contraction after it. */
const endOfWord: FindEnd = (from, start) => {
  const inner = endOfPrefix(from, start);
  const end =
    (inner && endOfMixed(from, inner)) ||
    endOfMixed(from, start) ||
    (inner && endOfCapitals(from, inner)) ||
    endOfCapitals(from, start);
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

/** `U*L+`: where no lower letter follows the run of upper ones, it ends after the run's last that counts as both. */
const endOfMixed: FindEnd = (from, start) => {
  const upperEnd = endOfRun(from, start, upperPart);
  const end = endOfRun(from, upperEnd, lowerPart);
  if (end > upperEnd) return end;
  for (let back = upperEnd; back > start; back -= 1) if (isAt(from, back - 1, lowerPart)) return back;
  return 0;
};

/** `U+L*` */
const endOfCapitals: FindEnd = (from, start) => {
  const upperEnd = endOfRun(from, start, upperPart);
  return upperEnd > start ? endOfRun(from, upperEnd, lowerPart) : 0;
};

/** U+017F is an s in any case. */
const contraction = /'(?:[sS\u017f]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])/y;

const endOfContraction: FindEnd = ({ text }, start) => {
  if (text.charCodeAt(start) !== 0x27) return 0;
  contraction.lastIndex = start;
  return contraction.test(text) ? contraction.lastIndex : 0;
};

/** `\p{N}{1,3}` */
const endOfNumber: FindEnd = (from, start) => {
  let end = start;
  for (let digits = 0; digits < 3 && isAt(from, end, number); digits += 1) end = endOfCharacter(from, end);
  return end > start ? end : 0;
};

/** ` ?[^\s\p{L}\p{N}]+`, and line breaks after it. */
function endOfSigns(from: ClassifiedText, start: number, after: string): number {
  const { text } = from;
  const inner = text[start] === ' ' ? start + 1 : start;
  let end = endOfRun(from, inner, mark | other);
  if (end === inner) return 0;
  while (end < text.length && after.includes(text[end] as string)) end += 1;
  return end;
}

/** `\s*[\r\n]+`, else `\s+(?!\S)`, else `\s+`. */
const endOfSpace: FindEnd = (from, start) => {
  const end = endOfRun(from, start, whiteSpace);
  for (let back = end; back > start; back -= 1) if (isAt(from, back - 1, newline)) return back;
  return end < from.text.length && end - start > 1 ? end - 1 : end;
};

/** The end of a run, perhaps an empty one, of characters of these classes. */
function endOfRun({ classes }: ClassifiedText, start: number, run: number): number {
  let end = start;
  while (end < classes.length && ((classes[end] as number) & run) !== 0) end += 1;
  return end;
}

function endOfCharacter({ text }: ClassifiedText, start: number): number {
  return (text.codePointAt(start) ?? 0) > 0xffff ? start + 2 : start + 1;
}

function isAt({ classes }: ClassifiedText, at: number, some: number): boolean {
  return at < classes.length && ((classes[at] as number) & some) !== 0;
}
