import type { CharactersFact } from '../policy/policy-document.generated.js';
import { textOf } from '../request/request-text.js';
import { andThen } from './and-then.js';
import type { FactSource } from './fact-source.js';
import { inSteps } from './in-steps.js';

export const charactersSource: FactSource<CharactersFact> = {
  from: 'characters',
  cost: 2,
  prepare({ text = 'last_user' }) {
    return ({ request }) =>
      andThen(inSteps(countCharacters(textOf(request.body, text))), (value) => ({ known: true, value }));
  },
};

/** UTF-16 code units looked at between two yields: about a millisecond. */
const unitsPerStep = 2 ** 18;

/** Number of Unicode code points; a surrogate without its partner counts as one. */
function* countCharacters(text: string): Generator<undefined, number> {
  let characters = text.length;
  for (let index = 1; index < text.length; index += 1) {
    if (index % unitsPerStep === 0) yield;
    const isPair = (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    if (isPair) characters -= 1;
  }
  return characters;
}
