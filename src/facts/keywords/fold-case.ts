/**
 * Lower case, with the final sigma as any other, since where a word ends is not known here. So a text may be folded in
 * parts, between which no surrogate pair is cut.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
