import { isBlank, isDash, isDigit } from './characters.js';

/**
 * US social security numbers, AAA-GG-SSSS with dashes or spaces, that can have been issued: no area 000, 666 or 9xx
 * (those are taxpayer numbers), no group 00, no serial 0000. Not inside a longer run of digits, nor of digits and dashes.
 * Source: https://www.ssa.gov/employer/randomization.html
 */
export function hasUsSsn(text: string, from = 0, to = text.length): boolean {
  // The separator after the area is what is rare, so that is where a look begins.
  const end = Math.min(to, text.length - 7);
  for (let at = Math.max(from, 3); at < end; at += 1)
    if (isSeparator(text.charCodeAt(at)) && isSsnAround(text, at)) return true;
  return false;
}

function isSsnAround(text: string, separator: number): boolean {
  const start = separator - 3;
  const dashed = isDash(text.charCodeAt(separator));
  if (!(dashed ? isDash : isBlank)(text.charCodeAt(separator + 3))) return false;
  const [area, group, serial] = [
    digits(text, start, 3),
    digits(text, separator + 1, 2),
    digits(text, separator + 4, 4),
  ];
  if (area === undefined || group === undefined || serial === undefined) return false;
  if (area === 0 || area === 666 || area >= 900 || group === 0 || serial === 0) return false;
  return !continues(text, start - 1, -1, dashed) && !continues(text, separator + 8, 1, dashed);
}

/** Whether the digits go on at this side. After a blank it is another number that stands there. */
function continues(text: string, at: number, step: 1 | -1, dashed: boolean): boolean {
  const code = text.charCodeAt(at);
  return isDigit(code) || (dashed && isDash(code) && isDigit(text.charCodeAt(at + step)));
}

function digits(text: string, start: number, count: number): number | undefined {
  let value = 0;
  for (let at = start; at < start + count; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return undefined;
    value = value * 10 + code - 0x30;
  }
  return value;
}

function isSeparator(code: number): boolean {
  return isDash(code) || isBlank(code);
}
