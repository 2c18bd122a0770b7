import { didYouMean } from './did-you-mean.js';

const secretName =
  /^(proxy-)?authorization$|api-?key|^x-?key$|access-?key|private-?key|secret|passw(or)?d|^pwd$|credential|cookie|bearer|(^|-)auth$|(^|-)token$/;
const misspelt = ['api_key', 'authorization', 'x-api-key', 'password', 'secret'];
/** Names of this language that would otherwise look like one of the above. */
const plainNames = new Set(['tokens', 'max_token', 'max_tokens', 'default_max_tokens', 'key', 'keywords']);

const secretValue = new RegExp(
  [
    String.raw`\b(?:sk|pk|rk|gsk|xai|pplx|r8|fw|nvapi|csk|glpat|hf|ghp|gho|ghu|ghs|ghr|github_pat|xox[abeoprs])[-_][A-Za-z0-9_-]{12,}`,
    String.raw`\bA(?:KIA|SIA)[0-9A-Z]{16}\b`,
    String.raw`\bAIza[0-9A-Za-z_-]{30,}`,
    String.raw`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`,
    String.raw`\b(?:Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}`,
    '-----BEGIN [A-Z ]*PRIVATE KEY-----',
    String.raw`(?<=://)[^\s/:@]+:[^\s/@]+(?=@)`,
  ].join('|'),
  'i',
);

/** Whether values under this key or header may be secrets, also when its name is misspelt. */
export function isSecretName(name: string): boolean {
  if (name.length > 100 || plainNames.has(name)) return false;
  const folded = name.toLowerCase().replace(/[_.\s]/g, '-');
  return secretName.test(folded) || didYouMean(name, misspelt) !== undefined;
}

/** Whether a text looks like a key, a token or a password by its own form. */
export function looksLikeSecret(text: string): boolean {
  return secretValue.test(text);
}

/** Every part of a text that looks like a secret by its own form. */
export function secretLooks(text: string): { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(new RegExp(secretValue, 'gi'))].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
