import { followsWord, isAlphanumeric, isBlank, isDash, isDigit } from './characters.js';

/** Digits of an international number with its country code (ITU-T E.164 allows 15); without separators, one more. */
const fewest = 8;
const most = 15;

/**
 * Telephone numbers that say so by their form: international (`+49 30 901820`), and North American in groups
 * (`(212) 555-0123`, `212-555-0123`, `1.212.555.0123`). Bare digits could be anything, so they are none.
 */
export function hasPhone(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x2b ? isInternational(text, at) : startsGroup(code) && isNorthAmerican(text, at)) return true;
  }
  return false;
}

function isInternational(text: string, plus: number): boolean {
  const first = text.charCodeAt(plus + 1);
  if (followsWord(text, plus) || text.charCodeAt(plus - 1) === 0x2b || !isDigit(first) || first === 0x30) return false;
  let digits = 0;
  let points = 0;
  let at = plus + 1;
  for (; digits <= most; at += 1) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) digits += 1;
    else if (!joinsDigits(text, at)) break;
    else if (code === 0x2e) points += 1;
  }
  // One point and nothing else between the digits is a decimal fraction.
  const separators = at - plus - 1 - digits;
  if (separators === 1 && points === 1) return false;
  return digits >= (separators > 0 ? fewest : fewest + 1) && digits <= most && !isAlphanumeric(text.charCodeAt(at));
}

/** A blank, dash, point or bracket (or a bracket and a blank) with digits on both sides. */
function joinsDigits(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (code === 0x28) return isDigit(next);
  if (code === 0x29) return isDigit(next) || ((isBlank(next) || isDash(next)) && isDigit(text.charCodeAt(at + 2)));
  return isSeparator(code) && (isDigit(next) || next === 0x28);
}

const longestNorthAmerican = 24;
/** Area codes begin with 2 to 9 (North American Numbering Plan). */
const northAmerican =
  /^(?:1(?:[ .-]|(?=\()))?(?:\([2-9]\d\d\)[ -]?|[2-9]\d\d(?<first>[ .-]))\d{3}(?<second>[ .-])\d{4}(?![ .-]?\d|[A-Za-z_])/;

/** Separators are alike, unless the area code stands in brackets. */
function isNorthAmerican(text: string, start: number): boolean {
  if (continuesNumber(text, start)) return false;
  const candidate = text
    .slice(start, start + longestNorthAmerican)
    .replace(/[\u2010-\u2013]/g, '-')
    .replace(/\u00a0/g, ' ');
  const { first, second } = northAmerican.exec(candidate)?.groups ?? {};
  return second !== undefined && (first === undefined || first === second);
}

function startsGroup(code: number): boolean {
  return isDigit(code) || code === 0x28;
}

/** Whether this is the middle of a word or of another number. */
function continuesNumber(text: string, at: number): boolean {
  return followsWord(text, at) || (isSeparator(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at - 2)));
}

function isSeparator(code: number): boolean {
  return isBlank(code) || isDash(code) || code === 0x2e;
}
