import { followsWord, isBlank, isDash, isDigit } from './characters.js';

/** Digits of an international number with its country code (ITU-T E.164 allows 15); without separators, one more. */
const fewest = 8;
const most = 15;

/**
 * Telephone numbers that say so by their form: international (`+49 30 901820`), and North American in groups
 * (`(212) 555-0123`, `212-555-0123`, `1.212.555.0123`). Bare digits could be anything, so they are none.
 */
export function hasPhone(text: string, from = 0, to = text.length): boolean {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x2b ? isInternational(text, at) : startsGroup(code) && isNorthAmerican(text, at)) return true;
  }
  return false;
}

function isInternational(text: string, plus: number): boolean {
  const start = text.charCodeAt(plus + 1) === 0x28 ? plus + 2 : plus + 1;
  const first = text.charCodeAt(start);
  if (followsWord(text, plus) || text.charCodeAt(plus - 1) === 0x2b || !isDigit(first) || first === 0x30) return false;
  let digits = 0;
  let points = 0;
  for (let at = start; digits < most; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) {
      if (!joinsDigits(text, at)) return false;
      if (code === 0x2e) points += 1;
      continue;
    }
    digits += 1;
    if (isDigit(text.charCodeAt(at + 1))) continue;
    // What follows the group may be another number. One point and nothing else between the digits makes a fraction.
    const separators = at + 1 - start - digits;
    if (digits >= (separators > 0 ? fewest : fewest + 1)) return !(separators === 1 && points === 1);
  }
  return false;
}

/** A separator or bracket (or a bracket and a separator) with digits on both sides. */
function joinsDigits(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (code === 0x28) return isDigit(next);
  if (code === 0x29) return isDigit(next) || (isSeparator(next) && isDigit(text.charCodeAt(at + 2)));
  return (isSeparator(code) || code === 0x2f) && (isDigit(next) || next === 0x28);
}

const longestNorthAmerican = 24;
/** Area codes begin with 2 to 9 (North American Numbering Plan). Separators are alike, but a dash may follow a blank. */
const northAmerican =
  /^(?:1(?:[ .-]|(?=\()))?(?:\([2-9]\d\d\)[ .-]?\d{3}[ .-]|[2-9]\d\d(?:(?<same>[ .-])\d{3}\k<same>| \d{3}-))\d{4}(?!\d|[.-]\d)/;

function isNorthAmerican(text: string, start: number): boolean {
  if (continuesNumber(text, start)) return false;
  const candidate = text
    .slice(start, start + longestNorthAmerican)
    .replace(/[\u2010-\u2013\u2212]/g, '-')
    .replace(/[\u00a0\u202f\u2009]/g, ' ');
  return northAmerican.test(candidate);
}

function startsGroup(code: number): boolean {
  return isDigit(code) || code === 0x28;
}

/** Whether this is the middle of a word, or of a number with dashes or points; after a blank it is another number. */
function continuesNumber(text: string, at: number): boolean {
  if (text.charCodeAt(at) === 0x28) return false;
  const before = text.charCodeAt(at - 1);
  return followsWord(text, at) || ((isDash(before) || before === 0x2e) && isDigit(text.charCodeAt(at - 2)));
}

function isSeparator(code: number): boolean {
  return isBlank(code) || isDash(code) || code === 0x2e;
}
