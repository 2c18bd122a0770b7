import { isAlphanumeric, isDash } from './characters.js';

/** Longest domain (RFC 5321, 4.5.3.1). */
const longestDomain = 255;

/** What stands after `@` in names of files. */
const fileEndings = new Set(['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp', 'avif', 'ico', 'css', 'js', 'ts', 'json']);

/** What stands after numbers and points in versions. */
const versionTags = new Set([
  'alpha',
  'beta',
  'canary',
  'dev',
  'el',
  'fc',
  'final',
  'next',
  'nightly',
  'post',
  'pre',
  'rc',
]);

/** E-mail addresses as people write them: no quoted local parts, a domain with a dot and letters after it. */
export function hasEmail(text: string, from = 0, to = text.length): boolean {
  const part = text.slice(from, to);
  for (let found = part.indexOf('@'); found >= 0; found = part.indexOf('@', found + 1)) {
    const at = from + found;
    if (endsLocalPart(text.charCodeAt(at - 1)) && startsDomain(text, at + 1) && !isRepository(text, at)) return true;
  }
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

/**
 * Whether some beginning of what follows is a domain: labels, then one that begins with a top-level domain. What is
 * joined to that, as in `org-based` or `org...thanks`, does not matter.
 */
function startsDomain(text: string, start: number): boolean {
  const labels = domainAt(text, start).split('.');
  if (isScaledImage(labels)) return false;
  for (let count = 1; count < labels.length && isLabel(labels[count - 1] ?? ''); count += 1) {
    const top = topLevelAt(labels[count] ?? '');
    if (top !== undefined && !isNoDomain(labels.slice(0, count), top)) return true;
  }
  return false;
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

/** The letters a label begins with, at least two, or an encoded name such as xn--p1ai. */
function topLevelAt(label: string): string | undefined {
  return /^(?:xn--[a-z0-9]{2,59}|[\p{L}\p{M}]{2,})/iu.exec(label)?.[0].toLowerCase();
}

/** As in `icon@2x.min.svg`. */
function isScaledImage(labels: readonly string[]): boolean {
  return /^[23]x$/.test(labels[0] ?? '') && labels.some((label) => fileEndings.has(label));
}

/** Names of files, as in `styles@print.css`, and versions, as in `package@1.2.beta`. */
function isNoDomain(labels: readonly string[], top: string): boolean {
  if (fileEndings.has(top)) return true;
  return labels.length > 1 && labels.every((label) => /^\d/.test(label)) && versionTags.has(top);
}

function isDomain(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2d || code === 0x2e || (code >= 0xc0 && !isPunctuation(code));
}

/** General punctuation, CJK punctuation and full-width signs end a domain. */
function isPunctuation(code: number): boolean {
  return isDash(code) || (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f) || code >= 0xff00;
}
