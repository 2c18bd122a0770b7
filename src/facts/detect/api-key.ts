import { followsWord } from './characters.js';

/** How a kind of key begins, and what must stand there; every repetition is bounded. */
interface KeyForm {
  readonly prefix: string;
  readonly pattern: RegExp;
  /** A further test on what the pattern found. */
  readonly accepts?: (found: string) => boolean;
}

const forms: readonly KeyForm[] = [
  { prefix: 'sk-', pattern: /sk-[\w-]{20,200}/y, accepts: hasRandomPart }, // OpenAI, OpenRouter, Anthropic, DeepSeek
  { prefix: 'sk_live_', pattern: /sk_live_[A-Za-z0-9]{16}/y }, // Stripe
  { prefix: 'rk_live_', pattern: /rk_live_[A-Za-z0-9]{16}/y },
  { prefix: 'AKIA', pattern: /AKIA[A-Z0-9]{16}(?![A-Za-z0-9])/y }, // AWS
  { prefix: 'ASIA', pattern: /ASIA[A-Z0-9]{16}(?![A-Za-z0-9])/y },
  { prefix: 'AIza', pattern: /AIza[\w-]{35}/y }, // Google
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) => ({
    prefix,
    pattern: new RegExp(`${prefix}[A-Za-z0-9]{36}`, 'y'),
  })),
  { prefix: 'github_pat_', pattern: /github_pat_\w{22}/y },
  { prefix: 'glpat-', pattern: /glpat-[\w-]{20}/y }, // GitLab
  { prefix: 'xox', pattern: /xox[abeoprs]-[A-Za-z0-9-]{10,200}/y, accepts: hasDigit }, // Slack
  { prefix: 'hf_', pattern: /hf_[A-Za-z0-9]{34}/y }, // Hugging Face
  { prefix: 'gsk_', pattern: /gsk_[A-Za-z0-9]{40}/y }, // Groq
  { prefix: 'npm_', pattern: /npm_[A-Za-z0-9]{36}/y },
  { prefix: 'SG.', pattern: /SG\.[\w-]{22}\.[\w-]{43}/y }, // SendGrid
  { prefix: '-----BEGIN ', pattern: /-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/y },
];

/** Keys and tokens of services that give them a telling form, and private keys in PEM. */
export function hasApiKey(text: string, from = 0, to = text.length): boolean {
  return forms.some((form) => hasForm(text, form, from, to));
}

function hasForm(text: string, { prefix, pattern, accepts }: KeyForm, from: number, to: number): boolean {
  const part = text.slice(from, to + prefix.length - 1);
  let next = from;
  for (let found = part.indexOf(prefix); found >= 0; found = part.indexOf(prefix, next - from)) {
    const at = from + found;
    next = at + 1;
    if (followsWord(text, at)) continue;
    pattern.lastIndex = at;
    const key = pattern.exec(text)?.[0];
    if (key === undefined) continue;
    if (accepts === undefined || accepts(key)) return true;
    // Only the last part, which the pattern may have cut, and a prefix before it can still belong to a key.
    next = Math.max(next, at + key.lastIndexOf('-') - prefix.length - 1);
  }
  return false;
}

/** A part of at least 16 letters and digits, which a-name-with-dashes does not have. */
function hasRandomPart(found: string): boolean {
  return found.split(/[-_]/).some((part) => part.length >= 16 && hasDigit(part));
}

function hasDigit(found: string): boolean {
  return /\d/.test(found);
}
