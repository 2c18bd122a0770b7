import { followsWord, isAlphanumeric, isAsciiLetter, isBlank, isDash, isDigit } from './characters.js';

/** Lengths by country. Source: SWIFT, IBAN Registry. */
// biome-ignore format: one table, read by row
const lengths: Readonly<Record<string, number>> = {
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28, CH: 21, CR: 22,
  CY: 28, CZ: 24, DE: 22, DJ: 27, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FK: 18, FO: 18, FR: 27, GB: 22,
  GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HN: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30,
  KW: 30, KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20,
  MR: 27, MT: 31, MU: 30, NI: 28, NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22,
  RU: 33, SA: 24, SC: 31, SD: 18, SE: 24, SI: 19, SK: 24, SM: 27, SO: 23, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26,
  UA: 29, VA: 22, VG: 24, XK: 20, YE: 30,
};

/**
 * International bank account numbers, in any case, whole or with single spaces or dashes: the length of their country
 * and a right checksum (ISO 13616, remainder 1 by 97). Not inside a longer word, unless that begins with `IBAN`.
 */
export function hasIban(text: string, from = 0, to = text.length): boolean {
  const end = Math.min(to, text.length - 14);
  for (let at = from; at < end; at += 1) {
    if (!isAsciiLetter(text.charCodeAt(at)) || !isAsciiLetter(text.charCodeAt(at + 1))) continue;
    if (!isDigit(text.charCodeAt(at + 2)) || !isDigit(text.charCodeAt(at + 3))) continue;
    if (followsWord(text, at) && !/iban$/i.test(text.slice(Math.max(0, at - 4), at))) continue;
    const length = lengths[text.slice(at, at + 2).toUpperCase()];
    if (length !== undefined && isIban(text, at, length)) return true;
  }
  return false;
}

function isIban(text: string, start: number, length: number): boolean {
  let iban = '';
  let at = start;
  for (; iban.length < length; at += 1) {
    const code = text.charCodeAt(at);
    if (isAlphanumeric(code)) iban += text[at];
    else if (!(isBlank(code) || isDash(code)) || !isAlphanumeric(text.charCodeAt(at + 1))) return false;
  }
  return !isAlphanumeric(text.charCodeAt(at)) && remainder(iban.slice(4) + iban.slice(0, 4)) === 1;
}

/** By 97, with A as 10 to Z as 35. */
function remainder(characters: string): number {
  let rest = 0;
  for (const character of characters) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
