import { followsWord, isAlphanumeric, isDigit } from './characters.js';

/**
 * IP addresses, version 4 (four decimal numbers up to 255, without leading zeros) and version 6 (RFC 4291). Version
 * numbers that say so (`v1.2.3.4`, `version 1.2.3.4`, `Chrome/120.0.0.0`) are none, nor is what only looks like an
 * address in code: version 6 counts in the ranges that are assigned, so `a::b` and `list[1::2]` do not.
 */
export function hasIp(text: string, from = 0, to = text.length): boolean {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (isDigit(code) && !isDigit(text.charCodeAt(at - 1)) && isVersion4At(text, at)) return true;
    if (code === 0x3a && text.charCodeAt(at - 1) !== 0x3a && isVersion6Around(text, at)) return true;
  }
  return false;
}

const octets = /(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})(?!\.?\d)/y;

function isVersion4At(text: string, start: number): boolean {
  octets.lastIndex = start;
  const address = octets.exec(text)?.[0];
  if (address === undefined || !isVersion4(address)) return false;
  if (followsWord(text, start) || isAlphanumeric(text.charCodeAt(start + address.length))) return false;
  const before = text.slice(Math.max(0, start - 16), start);
  const isProduct = /\b[A-Z][A-Za-z]*\/$/.test(before) && address.endsWith('.0.0');
  return !isProduct && !/(?:\d\.|\b(?:v|ver|version|release|build)[\s.:=#"'-]{0,3})$/i.test(before);
}

function isVersion4(address: string): boolean {
  const parts = address.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

const longestVersion6 = 45;

/** Looks at the address whose first colon may stand here. */
function isVersion6Around(text: string, colon: number): boolean {
  let start = colon;
  while (colon - start <= 4 && isHexadecimal(text.charCodeAt(start - 1))) start -= 1;
  if (followsWord(text, start) || followsGroup(text, start)) return false;
  let end = colon;
  while (end - start <= longestVersion6 && isVersion6Character(text.charCodeAt(end))) end += 1;
  const run = text.slice(start, end);
  // A sentence's colon or full stop may follow, and more after the full stop.
  const point = run.indexOf('.');
  if (point > 0 && isVersion6(run.slice(0, point))) return true;
  return !isAlphanumeric(text.charCodeAt(end)) && (isVersion6(run) || isVersion6(run.replace(/:$/, '')));
}

/** Whether a group of the same address stands before; `ip:2001:db8::1` has only a label there. */
function followsGroup(text: string, start: number): boolean {
  return text.charCodeAt(start - 1) === 0x3a && isVersion6Character(text.charCodeAt(start - 2));
}

function isVersion6(address: string): boolean {
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const [left, right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...(left ?? []), ...right];
  const embedded = isVersion4(groups.at(-1) ?? '');
  const hex = embedded ? groups.slice(0, -1) : groups;
  const size = hex.length + (embedded ? 2 : 0);
  if (!hex.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return (halves.length === 2 ? size <= 7 : size === 8) && isAssigned(address, left ?? []);
}

/** Global unicast, unique local, link local and multicast, mapped and translated version 4, and the loopback address. */
function isAssigned(address: string, left: readonly string[]): boolean {
  if (left.length === 0) return address === '::1' || /^::ffff:(?:0:)?\d+\./i.test(address);
  const first = Number.parseInt(left[0] ?? '', 16);
  return (
    (first >= 0x2000 && first <= 0x3fff) || first >= 0xfc00 || (first === 0x64 && left[1]?.toLowerCase() === 'ff9b')
  );
}

function isHexadecimal(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}

function isVersion6Character(code: number): boolean {
  return isHexadecimal(code) || code === 0x3a || code === 0x2e;
}
