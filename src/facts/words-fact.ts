import type { WordsFact } from '../policy/policy-document.generated.js';
import { textsOf } from '../request/request-text.js';
import { andThen } from './and-then.js';
import type { FactSource } from './fact-source.js';
import { inSteps } from './in-steps.js';

export const wordsSource: FactSource<WordsFact> = {
  from: 'words',
  cost: 2,
  prepare({ text = 'last_user' }) {
    return ({ request }) =>
      andThen(inSteps(countWords(textsOf(request.body, text))), (value) => ({ known: true, value }));
  },
};

/** UTF-16 code units counted between two yields: about a millisecond. */
const unitsPerStep = 2 ** 18;

/**
 * Number of runs of characters that are not white space (as JavaScript's \s has it). Texts are joined by line feeds,
 * which separate words: so their words add up.
 */
function* countWords(texts: readonly string[]): Generator<undefined, number> {
  let words = 0;
  let units = 0;
  for (const text of texts) {
    let between = true;
    for (let index = 0; index < text.length; index += 1) {
      const white = isWhiteSpace(text.charCodeAt(index));
      if (between && !white) words += 1;
      between = white;
      units += 1;
      if (units % unitsPerStep === 0) yield;
    }
  }
  return words;
}

function isWhiteSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}
