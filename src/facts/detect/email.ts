import { isAlphanumeric, isDash } from './characters.js';

/** Longest domain (RFC 5321, 4.5.3.1). */
const longestDomain = 255;

/** What stands after `@` in names of files. */
const fileEndings = new Set(['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp', 'avif', 'ico', 'css', 'js', 'ts', 'json']);

/** E-mail addresses as people write them: no quoted local parts, a domain with a dot and letters at its end. */
export function hasEmail(text: string): boolean {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1))
    if (endsLocalPart(text.charCodeAt(at - 1)) && startsDomain(text, at + 1) && !isRepository(text, at)) return true;
  return false;
}

/** How long the local part is, and what else is in it, does not matter: one character before `@` makes an address. */
function endsLocalPart(code: number): boolean {
  return isAlphanumeric(code) || code === 0x5f || code === 0x2b || code === 0x2d || code >= 0xc0;
}

/** `git@host:path` */
function isRepository(text: string, at: number): boolean {
  return (
    /(?:^|[^\w.+-])git$/.test(text.slice(Math.max(0, at - 4), at)) && /^[\w.-]+:\S/.test(domainAt(text, at + 1, 2))
  );
}

function startsDomain(text: string, start: number): boolean {
  const labels = domainAt(text, start)
    .replace(/[.-]+$/, '')
    .split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || !labels.every(isLabel) || isVersion(labels)) return false;
  return isTopLevel(top) && !fileEndings.has(top.toLowerCase());
}

/** The characters a domain can have from here, and so many after it. */
function domainAt(text: string, start: number, more = 0): string {
  let end = start;
  while (end - start < longestDomain && isDomain(text.charCodeAt(end))) end += 1;
  return text.slice(start, end + more);
}

function isLabel(label: string): boolean {
  return label.length > 0 && label.length <= 63 && !label.startsWith('-') && !label.endsWith('-');
}

/** As in `package@1.2.beta`. */
function isVersion([first = '', second = '']: readonly string[]): boolean {
  return /^\d+$/.test(first) && /^\d+$/.test(second);
}

/** Letters only, at least two, or an encoded name such as xn--p1ai. */
function isTopLevel(label: string): boolean {
  return /^(?:[\p{L}\p{M}]{2,63}|xn--[a-z0-9-]{2,59})$/iu.test(label);
}

function isDomain(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2d || code === 0x2e || (code >= 0xc0 && !isPunctuation(code));
}

/** General punctuation, CJK punctuation and full-width signs end a domain. */
function isPunctuation(code: number): boolean {
  return isDash(code) || (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f) || code >= 0xff00;
}
