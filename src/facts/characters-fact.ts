import type { CharactersFact } from '../policy/policy-document.generated.js';
import { textOf } from '../request/request-text.js';
import type { FactSource } from './fact-source.js';

export const charactersSource: FactSource<CharactersFact> = {
  from: 'characters',
  cost: 2,
  prepare({ text = 'last_user' }) {
    return ({ request }) => ({ known: true, value: countCharacters(textOf(request.body, text)) });
  },
};

/** Number of Unicode code points; a surrogate without its partner counts as one. */
function countCharacters(text: string): number {
  let characters = text.length;
  for (let index = 1; index < text.length; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) !== 0xdc00 || (text.charCodeAt(index - 1) & 0xfc00) !== 0xd800) continue;
    characters -= 1;
    index += 1;
  }
  return characters;
}
