/** Character tests on UTF-16 code units; NaN, which charCodeAt gives outside a text, is none of them. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isAsciiLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

export function isAlphanumeric(code: number): boolean {
  return isDigit(code) || isAsciiLetter(code);
}

/** Hyphens and dashes that word processors put for one: U+002D, U+2010 to U+2013, U+2212. */
export function isDash(code: number): boolean {
  return code === 0x2d || (code >= 0x2010 && code <= 0x2013) || code === 0x2212;
}

/** One space within a line, also a no-break space. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0xa0 || code === 0x202f || code === 0x2009;
}

/**
 * Whether the character before belongs to the same word: a letter or digit of ASCII, since other scripts write what we
 * look for without a space before it. The n of `\n` in a JSON text, such as the arguments of a tool call, does not.
 */
export function followsWord(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (!isAlphanumeric(before)) return false;
  const isEscape = text.charCodeAt(at - 2) === 0x5c && (before === 0x6e || before === 0x72 || before === 0x74);
  return !isEscape;
}
