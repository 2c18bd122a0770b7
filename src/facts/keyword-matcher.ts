export interface KeywordOptions {
  /** word: neither side of the keyword may be a letter, mark, number or underscore. substring: anywhere. */
  readonly match: 'word' | 'substring';
  readonly ignoreCase: boolean;
}

/** Whether one of the keywords, taken literally, stands in a text. Linear in the text for each keyword. */
export function createKeywordMatcher(keywords: readonly string[], options: KeywordOptions): (text: string) => boolean {
  const normalise = options.ignoreCase ? foldCase : (text: string): string => text;
  const wanted = keywords.map(normalise);
  const stands = options.match === 'word' ? standsAsWord : (text: string, word: string): boolean => text.includes(word);
  return (text) => {
    const folded = normalise(text);
    return wanted.some((keyword) => stands(folded, keyword));
  };
}

/** Lower case, with the final sigma as any other, since where a word ends is not known here. */
function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

function standsAsWord(text: string, keyword: string): boolean {
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1))
    if (!endsInWordCharacter(text, at) && !startsWithWordCharacter(text, at + keyword.length)) return true;
  return false;
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
