/** The encodings a policy can name. */
export type EncodingName = 'o200k_base' | 'cl100k_base';

// The patterns of tiktoken's encodings (`pat_str`), written for JavaScript: its \s differs from Rust's in U+0085 and
// U+FEFF, and Node 20 has no (?i:…), which also folds U+017F to s.
const space = '\\p{White_Space}';
const contraction = "'(?:[sS\\u017f]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])";
const tail = [`${space}*[\\r\\n]+`, `${space}+(?!\\P{White_Space})`, `${space}+`];
const upper = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
const lower = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';
const before = '[^\\r\\n\\p{L}\\p{N}]?';

const patterns: Readonly<Record<EncodingName, string>> = {
  o200k_base: [
    `${before}${upper}*${lower}+(?:${contraction})?`,
    `${before}${upper}+${lower}*(?:${contraction})?`,
    '\\p{N}{1,3}',
    ` ?[^${space}\\p{L}\\p{N}]+[\\r\\n/]*`,
    ...tail,
  ].join('|'),
  cl100k_base: [contraction, `${before}\\p{L}+`, '\\p{N}{1,3}', ` ?[^${space}\\p{L}\\p{N}]+[\\r\\n]*`, ...tail].join(
    '|',
  ),
};

/** The lengths of the pre-tokens of a text, in UTF-16 code units and in order; they add up to the text's length. */
export function* splitPreTokens(encoding: EncodingName, text: string): Generator<number> {
  const pattern = new RegExp(patterns[encoding], 'uy');
  let start = 0;
  while (start < text.length) {
    pattern.lastIndex = start;
    const end = pattern.test(text) ? pattern.lastIndex : text.length;
    yield end - start;
    start = end;
  }
}
