/** At most six characters of a word, with the white space before it; or white space that ends a text. */
const token = /\s*[^\s]{1,6}|\s+/gu;

/**
 * The simulated provider's own tokens, which no real model shares. Joined, they give back the text.
 * English prose comes to about 4.5 bytes a token.
 */
export function splitTokens(text: string): readonly string[] {
  return text.match(token) ?? [];
}

export function countTokens(text: string): number {
  return splitTokens(text).length;
}
