/** What tiktoken's patterns tell apart, one bit each. */
export const characterClass = {
  /** Lu, Lt */
  upper: 1,
  /** Ll */
  lower: 2,
  /** Lm, Lo: letters that count as upper and as lower. */
  letter: 4,
  mark: 8,
  number: 16,
  /** \r and \n */
  newline: 32,
  /** Any other White_Space, which differs from JavaScript's \s in U+0085 and U+FEFF. */
  space: 64,
  other: 128,
} as const;

const patterns: readonly (readonly [bit: number, pattern: RegExp])[] = [
  [characterClass.upper, /[\p{Lu}\p{Lt}]/u],
  [characterClass.lower, /\p{Ll}/u],
  [characterClass.letter, /[\p{Lm}\p{Lo}]/u],
  [characterClass.mark, /\p{M}/u],
  [characterClass.number, /\p{N}/u],
  [characterClass.newline, /[\r\n]/],
  [characterClass.space, /\p{White_Space}/u],
];

const pageSize = 256;
const pages: (Uint8Array | undefined)[] = [];
/** UTF-16 code units classified between two yields: about a millisecond. */
const unitsPerStep = 2 ** 17;

/** The classes of a text's UTF-16 code units; both halves of a surrogate pair have their character's. */
export function* classesOf(text: string): Generator<undefined, Uint8Array> {
  const classes = new Uint8Array(text.length);
  for (let start = 0; start < text.length; start += unitsPerStep) {
    if (start > 0) yield;
    classify(text, start, Math.min(start + unitsPerStep, text.length), classes);
  }
  return classes;
}

function classify(text: string, start: number, end: number, classes: Uint8Array): void {
  for (let at = start; at < end; at += 1) {
    const code = text.codePointAt(at) as number;
    const found = classOf(code);
    classes[at] = found;
    if (code <= 0xffff) continue;
    at += 1;
    classes[at] = found;
  }
}

/** Classes are found out by the page, when a text has a character of it. */
function classOf(codePoint: number): number {
  const page = pages[codePoint >> 8] ?? readPage(codePoint >> 8);
  return page[codePoint & (pageSize - 1)] as number;
}

function readPage(index: number): Uint8Array {
  const page = Uint8Array.from({ length: pageSize }, (_, low) => {
    const character = String.fromCodePoint(index * pageSize + low);
    return patterns.find(([, pattern]) => pattern.test(character))?.[0] ?? characterClass.other;
  });
  pages[index] = page;
  return page;
}
