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

/**
 * Writes the classes of a text's UTF-16 code units from `start` to `end`, the first of them at `at`. Both halves of a
 * surrogate pair have their character's, so one more may be written.
 */
export function classify(text: string, start: number, end: number, classes: Uint8Array, at: number): void {
  const ascii = pages[0] ?? readPage(0);
  const shift = at - start;
  for (let index = start; index < end; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      classes[index + shift] = ascii[unit] as number;
      continue;
    }
    const code = text.codePointAt(index) as number;
    const found = classOf(code);
    classes[index + shift] = found;
    if (code <= 0xffff) continue;
    index += 1;
    classes[index + shift] = found;
  }
}

/** The class of a code point. Classes are found out by the page, when a text has a character of it. */
export function classOf(codePoint: number): number {
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
