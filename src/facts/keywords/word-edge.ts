import { characterClass, classOf } from '../tokens/character-classes.js';

const { upper, lower, letter, mark, number } = characterClass;
const wordClasses = upper | lower | letter | mark | number;
const underscore = 0x5f;

/** Whether a letter, mark, number or underscore stands after a place. */
export function isWordAfter(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && isWordCharacter(code);
}

/** Whether one stands before it. */
export function isWordBefore(text: string, at: number): boolean {
  if (at === 0) return false;
  const unit = text.charCodeAt(at - 1);
  const isPair = at > 1 && (unit & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 2) & 0xfc00) === 0xd800;
  return isWordCharacter(isPair ? (text.codePointAt(at - 2) as number) : unit);
}

function isWordCharacter(code: number): boolean {
  return code === underscore || (classOf(code) & wordClasses) !== 0;
}
