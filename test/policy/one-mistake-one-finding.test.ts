import { describe, expect, it } from 'vitest';
import type { Place } from '../../src/diagnostics/place.js';
import { renderDiagnostics } from '../../src/diagnostics/render-diagnostic.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { parseYaml } from '../../src/policy/parse-yaml.js';
import { designPage, readShared } from './design-page.js';

const { places, value: document } = parseYaml(designPage, 'policy.yaml');
const lines = designPage.split('\n');

function offsetOf(line: number, column: number): number {
  return lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
}

function textAt(place: Place): string {
  return designPage.slice(offsetOf(place.line, place.column), offsetOf(place.endLine, place.endColumn));
}

function replaceAt(place: Place, text: string): string {
  const start = offsetOf(place.line, place.column);
  return designPage.slice(0, start) + text + designPage.slice(offsetOf(place.endLine, place.endColumn));
}

function swapSecondAndThird(word: string): string {
  return `${word[0]}${word[2]}${word[1]}${word.slice(3)}`;
}

function pointersOf(value: unknown, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    `${pointer}/${key}`,
    ...pointersOf(child, `${pointer}/${key}`),
  ]);
}

const pointers = pointersOf(document);
const keyed = pointers.filter((pointer) => textAt(places.key(pointer)) === pointer.split('/').at(-1));

/** The changes that give too many findings, or too few: each with what a user would see. */
function exceptions(changes: readonly (readonly [string, string])[], atLeast: number): string[] {
  return changes.flatMap(([change, text]) => {
    const { diagnostics, sources } = parsePolicy(text, { readInclude: readShared });
    const fine = diagnostics.length <= 1 && diagnostics.length >= atLeast;
    return fine ? [] : [`${change} gives ${diagnostics.length}\n${renderDiagnostics(diagnostics, sources)}`];
  });
}

function changeValues(which: readonly string[], text: string): (readonly [string, string])[] {
  return which.map((pointer) => [`${text} at ${pointer}`, replaceAt(places.value(pointer), text)]);
}

function changeKeys(change: (key: string) => string): (readonly [string, string])[] {
  return keyed.map((pointer) => {
    const place = places.key(pointer);
    return [`${change(textAt(place))} for ${pointer}`, replaceAt(place, change(textAt(place)))];
  });
}

describe('one mistake in the example of the design', () => {
  it('is tried at every key and value', () => {
    expect(pointers.length).toBeGreaterThan(120);
    expect(keyed.length).toBeGreaterThan(90);
    expect(exceptions([['nothing', designPage]], 0)).toEqual([]);
  });

  it('gives one finding when a key has no value', () => {
    expect(exceptions(changeValues(keyed, '~'), 1)).toEqual([]);
  });

  it('gives one finding when a value is a list of lists', () => {
    expect(exceptions(changeValues(pointers, '[[x]]'), 1)).toEqual([]);
  });

  it('gives no more than one finding when a value is a number, which some may be', () => {
    expect(exceptions(changeValues(pointers, '7.5'), 0)).toEqual([]);
  });

  it('gives one finding when a key is another word', () => {
    expect(
      exceptions(
        changeKeys(() => 'somethingelse'),
        1,
      ),
    ).toEqual([]);
  });

  it('gives no more than one finding when a key is misspelt, which names may be', () => {
    expect(exceptions(changeKeys(swapSecondAndThird), 0)).toEqual([]);
  });

  it('gives no more than one finding when a word is misspelt, which texts may be', () => {
    const words = pointers.filter((pointer) => /^[\w-]{4,}$/.test(textAt(places.value(pointer))));
    const changes = words.map((pointer) => {
      const misspelt = swapSecondAndThird(textAt(places.value(pointer)));
      return [`${misspelt} at ${pointer}`, replaceAt(places.value(pointer), misspelt)] as const;
    });
    expect(exceptions(changes, 0)).toEqual([]);
  });
});
