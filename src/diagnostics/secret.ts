import { didYouMean } from './did-you-mean.js';

const secretName = new RegExp(
  [
    '^(?:proxy-)?authorization$',
    'api-?key$',
    '(?:^|-)(?:access|private|secret|auth|x)-?key$',
    '(?:^|-)(?:secret|token|passw(?:or)?d|auth)$',
    '^(?:set-)?cookie$',
    '^credentials?$',
    '^bearer$',
    '^pwd$',
  ].join('|'),
);
/** A fact that asks about secrets holds none. */
const question = /^(?:has|is|contains|mentions|detects?|leaks?|needs)-/;
const oftenMisspelt = ['api_key', 'authorization', 'x-api-key'];
/** Names of this language that would otherwise look like one of the above. */
const plainNames = new Set(['tokens', 'max_token', 'max_tokens', 'first_token', 'key', 'keywords']);

const secretValue = new RegExp(
  [
    String.raw`\bsk-(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{8,}`,
    String.raw`\b[prs]k_(?:live|test)_[A-Za-z0-9]{8,}`,
    String.raw`\bgh[opsru]_[A-Za-z0-9]{16,}`,
    String.raw`\bgithub_pat_[A-Za-z0-9_]{16,}`,
    String.raw`\b(?:glpat-|hf_|gsk_|r8_|xai-|pplx-|nvapi-|csk-)(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{20,}`,
    String.raw`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`,
    String.raw`\bA(?:KIA|SIA)[0-9A-Z]{16}\b`,
    String.raw`\bAIza[0-9A-Za-z_-]{30,}`,
    String.raw`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`,
    String.raw`\b[Bb](?:earer|asic)\s+(?=[A-Za-z+/=._~-]*[0-9])[A-Za-z0-9+/=._~-]{8,}`,
    '-----BEGIN [A-Z ]*PRIVATE KEY-----',
    String.raw`(?<=://)[^\s/:@]+:[^\s/@]+(?=@)`,
  ].join('|'),
);
const everySecretValue = new RegExp(secretValue, 'g');

/** Whether values under this key or header may be secrets, also when its name is misspelt. */
export function isSecretName(name: string): boolean {
  if (name.length > 100 || plainNames.has(name)) return false;
  const folded = name.toLowerCase().replace(/[_.\s]/g, '-');
  if (question.test(folded)) return false;
  return secretName.test(folded) || didYouMean(name, oftenMisspelt) !== undefined;
}

/** The least that looks like a secret outside of a URL: `sk-` and eight more. Most texts of a policy are shorter. */
const shortestSecret = 11;

/** Whether a text looks like a key, a token or a password by its own form. */
export function looksLikeSecret(text: string): boolean {
  if (text.length < shortestSecret && !text.includes('://')) return false;
  return secretValue.test(text) || secretsInUrls(text).length > 0;
}

/** Every part of a text that looks like a secret by its own form. */
export function secretLooks(text: string): SecretSpan[] {
  const spans = [...text.matchAll(everySecretValue)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  return [...spans, ...secretsInUrls(text)];
}

interface SecretSpan {
  readonly start: number;
  readonly end: number;
}

const url = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>]+/gi;
/** Name and value. A placeholder such as `${KEY}` or `<key>` is no value. */
const urlParameter = /(?<=[?&;#])([\w.-]{1,100})=([\w.~%+/=-]{4,})/g;
/** Names that carry a secret at some servers, and something else at others. */
const mayCarrySecret = /^(?:key|code|sig|signature|pass|subscription-key)$/i;
const looksRandom = /^(?=.*[0-9]).{12,}$/;

/** The values of `?api_key=…` and its kind in URLs. */
function secretsInUrls(text: string): SecretSpan[] {
  if (!text.includes('://')) return [];
  return [...text.matchAll(url)].flatMap((found) =>
    [...found[0].matchAll(urlParameter)].flatMap(({ 0: whole, 1: name = '', 2: value = '', index }) => {
      if (!isSecretName(name) && !(mayCarrySecret.test(name) && looksRandom.test(value))) return [];
      const end = found.index + index + whole.length;
      return [{ start: end - value.length, end }];
    }),
  );
}
