/** A value, or what is wrong with the text, in words that can follow its name. */
export type ParsedJson = { readonly value: unknown } | { readonly problem: string };

export function parseJson(text: string): ParsedJson {
  const bare = text.replace(/^\uFEFF/, '');
  if (bare.trim() === '') return { problem: 'is empty' };
  try {
    return { value: JSON.parse(bare) };
  } catch (error) {
    const { message } = error as SyntaxError;
    const ends = message === 'Unexpected end of JSON input';
    return { problem: ends ? 'is not JSON: it ends too early' : `is not JSON: ${message}` };
  }
}
