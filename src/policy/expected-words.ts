import { oneOf } from './quote.js';
import { type JsonType, jsonType, type Schema } from './schema-branches.js';

const typeWords: Readonly<Record<JsonType, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'a boolean',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

/** What a schema wants, in words: its own `x-expected`, its values, or its types. */
export function expectedWords(schemas: readonly Schema[]): string {
  const words = [...new Set(schemas.flatMap(wordsOf))];
  // Among alternatives `a name: a letter, then …` is just `a name`.
  return words.length === 1 ? words.join() : oneOf(words.map((word) => word.replace(/: .*/, '')));
}

/** What those words leave out of several alternatives. */
export function expectedHelp(schemas: readonly Schema[]): string | undefined {
  const long = schemas.flatMap(wordsOf).filter((word) => schemas.length > 1 && word.includes(': '));
  return long.length === 0 ? undefined : long.join('; ');
}

function wordsOf(schema: Schema): string[] {
  if (typeof schema['x-expected'] === 'string') return [schema['x-expected']];
  if (Array.isArray(schema.enum)) return schema.enum.map(String);
  if ('const' in schema) return [String(schema.const)];
  if (typeof schema.pattern === 'string') return [`a text that matches ${schema.pattern}`];
  return wantedTypes([schema]).map((type) => typeWords[type]);
}

export function wantedTypes(schemas: readonly Schema[]): JsonType[] {
  return schemas.flatMap((schema) => {
    if (schema.type !== undefined) return [schema.type].flat() as JsonType[];
    if (Array.isArray(schema.enum)) return schema.enum.map(jsonType);
    return 'const' in schema ? [jsonType(schema.const)] : [];
  });
}

/** Whether this text would do, so that putting a value in quotes is a cure. */
export function acceptsText(schemas: readonly Schema[], text: string): boolean {
  return schemas.some((schema) => {
    if (schema.type !== 'string' || schema.enum !== undefined) return false;
    return typeof schema.pattern !== 'string' || new RegExp(schema.pattern, 'u').test(text);
  });
}
