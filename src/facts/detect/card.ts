import { isBlank, isDash, isDigit } from './characters.js';

const shortest = 13;
const longest = 19;
/** With separators, groups but the last are of at least this many digits: lists of small numbers are no card. */
const smallestGroup = 3;

/**
 * Payment card numbers: 13 to 19 digits, whole or in groups with single spaces or dashes between, with the prefix and
 * length of a known network and a right checksum (Luhn, ISO/IEC 7812-1). Not inside a longer number.
 */
export function hasCard(text: string, from = 0, to = text.length): boolean {
  for (let at = from; at < to; at += 1) {
    if (!isDigit(text.charCodeAt(at)) || isDigit(text.charCodeAt(at - 1))) continue;
    if (startsCard(text, at)) return true;
  }
  return false;
}

/** Looks at each end of a group within 19 digits from the start of one; another number may follow. */
function startsCard(text: string, start: number): boolean {
  let number = '';
  let at = start;
  for (;;) {
    const group = at;
    while (isDigit(text.charCodeAt(at)) && number.length + at - group <= longest) at += 1;
    const size = at - group;
    number += text.slice(group, at);
    if (number.length > longest) return false;
    const isDecimals = size === number.length && followsPoint(text, start);
    if (number.length >= shortest && !isDecimals && isCard(number)) return true;
    if (size < smallestGroup || !isSeparator(text.charCodeAt(at)) || !isDigit(text.charCodeAt(at + 1))) return false;
    at += 1;
  }
}

/** A digit and a point before: digits without separators are the decimals of a number. */
function followsPoint(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === 0x2e && isDigit(text.charCodeAt(at - 2));
}

function isSeparator(code: number): boolean {
  return isBlank(code) || isDash(code);
}

function isCard(number: string): boolean {
  return isOfNetwork(number) && luhnSum(number) % 10 === 0;
}

/** Networks: first and last beginning of their numbers, in four digits, and the lengths in use. */
const networks: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4000, 4999, [13, 16, 19]], // Visa
  [5100, 5599, [16]], // Mastercard
  [2221, 2720, [16]], // Mastercard
  [3400, 3499, [15]], // American Express
  [3700, 3799, [15]], // American Express
  [6011, 6011, [16, 17, 18, 19]], // Discover
  [6440, 6599, [16, 17, 18, 19]], // Discover
  [6200, 6299, [16, 17, 18, 19]], // UnionPay
  [8100, 8199, [16, 17, 18, 19]], // UnionPay
  [3528, 3589, [16, 17, 18, 19]], // JCB
  [3000, 3059, [14, 16, 17, 18, 19]], // Diners Club
  [3600, 3699, [14, 15, 16, 17, 18, 19]], // Diners Club
  [3800, 3999, [14, 16, 17, 18, 19]], // Diners Club
  [2200, 2204, [16, 17, 18, 19]], // Mir
  [5018, 5018, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [5020, 5020, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [5038, 5038, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [5893, 5893, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [6304, 6304, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [6759, 6763, [13, 14, 15, 16, 17, 18, 19]], // Maestro
];

function isOfNetwork(number: string): boolean {
  const beginning = Number(number.slice(0, 4));
  return networks.some(
    ([from, to, lengths]) => beginning >= from && beginning <= to && lengths.includes(number.length),
  );
}

function luhnSum(number: string): number {
  let sum = 0;
  for (let index = 0; index < number.length; index += 1) {
    const digit = number.charCodeAt(number.length - 1 - index) - 0x30;
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum;
}
