export interface KeywordOptions {
  /** word: neither side of the keyword may be a letter, mark, number or underscore. substring: anywhere. */
  readonly match: 'word' | 'substring';
  readonly ignoreCase: boolean;
}

/**
 * Whether one of the keywords, taken literally, stands in a text that `foldCase` has folded where case is ignored. One
 * pass over the text, however many keywords there are: its pairs of characters tell where one may begin.
 */
export function createKeywordMatcher(keywords: readonly string[], options: KeywordOptions): (text: string) => boolean {
  const wanted = [...new Set(options.ignoreCase ? keywords.map(foldCase) : keywords)];
  const stands = options.match === 'word' ? standsAsWord : (): boolean => true;
  const single = wanted.filter(({ length }) => length < 2);
  const byPair = new Map<number, string[]>();
  const pairs = new Uint8Array(pairCount);
  for (const keyword of wanted.filter(({ length }) => length >= 2)) {
    const pair = pairAt(keyword.charCodeAt(0), keyword.charCodeAt(1));
    pairs[pair] = 1;
    byPair.set(pair, [...(byPair.get(pair) ?? []), keyword]);
  }
  const standsAt = (text: string, at: number, pair: number): boolean =>
    byPair.get(pair)?.some((keyword) => text.startsWith(keyword, at) && stands(text, at, keyword)) ?? false;
  return (text) => {
    let before = text.charCodeAt(0);
    for (let at = 1; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      const pair = pairAt(before, unit);
      if (pairs[pair] === 1 && standsAt(text, at - 1, pair)) return true;
      before = unit;
    }
    return single.some((keyword) => standsAnywhere(text, keyword, stands));
  };
}

const pairCount = 2 ** 16;

/** Pairs of characters that are usual in one text have numbers of their own. */
function pairAt(first: number, second: number): number {
  return (first * 251 + second) & (pairCount - 1);
}

/** Lower case, with the final sigma as any other, since where a word ends is not known here. */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

function standsAnywhere(text: string, keyword: string, stands: typeof standsAsWord): boolean {
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1))
    if (stands(text, at, keyword)) return true;
  return false;
}

function standsAsWord(text: string, at: number, keyword: string): boolean {
  return !endsInWordCharacter(text, at) && !startsWithWordCharacter(text, at + keyword.length);
}

const wordCharacter = /[\p{L}\p{M}\p{N}_]/u;

function startsWithWordCharacter(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && wordCharacter.test(String.fromCodePoint(code));
}

function endsInWordCharacter(text: string, end: number): boolean {
  if (end === 0) return false;
  const isPair = end > 1 && (text.charCodeAt(end - 1) & 0xfc00) === 0xdc00;
  return startsWithWordCharacter(text, isPair ? end - 2 : end - 1);
}
