import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWrittenYaml, resolvePlain } from '../../src/policy/parse-yaml.js';
import { readUsualYaml } from '../../src/policy/read-usual-yaml.js';
import type { YamlNode } from '../../src/policy/yaml-tree.js';
import { piece, pieceText } from '../support/yaml-text.js';

const root = resolve(import.meta.dirname, '../..');

function textsIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.yaml')).map((file) => readFileSync(join(root, folder, file), 'utf8'));
}

const usual = (text: string): YamlNode | undefined => readUsualYaml(text, resolvePlain);

/** Whether a text was read; what was read must be what the library reads, without a word against it. */
function agrees(text: string): boolean {
  const tree = usual(text);
  if (tree === undefined) return false;
  const library = parseWrittenYaml(text, 'a.yaml');
  expect({ text, tree }).toEqual({ text, tree: library?.tree });
  return true;
}

const bits = [
  ...[' ', '  ', '\n', '\n\n', ':', ': ', '-', '- ', '#', ' # c', '#x', '{', '}', '[', ']', ',', ', ', '{}', '[]'],
  ...['"', "'", "''", '\\', '\\n', '"\\u0041"', '"q": 1', 'a', '1', '~', '.', 'true', '0x1', '-1', '1e3', '<<: '],
  ...[
    '?',
    '&a',
    '*a',
    '!t',
    '|',
    '>',
    '---',
    '...',
    '%',
    '@',
    'é',
    '\u{1f600}',
    '\t',
    '\r\n',
    '\n# c\n',
    '\n    # c\n',
  ],
  ...['://', 'a:b', ':a', 'key: v', '\n  key: v', '\n- x', '\n  - x', '\n-', '\n}', '\n  '],
];

const change = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  removed: fc.nat(3),
  added: fc.constantFrom('', ...bits),
});

function changed(text: string, changes: readonly { at: number; removed: number; added: string }[]): string {
  return changes.reduce((result, { at, removed, added }) => {
    const start = Math.floor(at * (result.length + 1));
    return result.slice(0, start) + added + result.slice(start + removed);
  }, text);
}

describe('YAML as it is usually written', () => {
  it('is what the policies to start from and nearly all fixtures are', () => {
    expect(textsIn('policies').filter((text) => !agrees(text))).toEqual([]);
    const fixtures = textsIn('test/fixtures');
    expect(fixtures.filter(agrees).length).toBeGreaterThan(0.9 * fixtures.length);
  });

  it('is read as the library reads it, or left to it', () => {
    const texts = textsIn('test/fixtures').filter((text) => text.length < 2000);
    let read = 0;
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...texts), piece.map(pieceText)),
        fc.array(change, { maxLength: 3 }),
        (text, changes) => {
          read += agrees(changed(text, changes)) ? 1 : 0;
        },
      ),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(200);
  });

  it.each([
    ['a comment above, behind and below', '# a\na: # b\n  # c\n  b: 1 # d\n\n# e\n'],
    ['a list in the column of its key', 'a:\n- b\n- c: 1\n  d: 2\ne: 3\n'],
    ['flow collections on several lines', 'a: {\n    b: [1, # c\n\n    2, ], "c":x\n    }\nd: []\n'],
    ['texts in quotes', `"a": 'it''s'\n'b c': "\\u00e9\\n"\n`],
    ['values that are no texts', 'a: [1, -1.5, 0x1f, 0o17, 1e3, .inf, ~, null, True, "1"]\n10: 1.10\n'],
    ['colons and dashes inside of words', 'a: http://x:1/y\nb: -x\nc: a:b-c\n'],
    ['a key that stands twice', 'a: 1\na: 2\n'],
    ['a key of 1,024 characters', `${'a'.repeat(1024)}: 1\n`],
    ['no line break at the end', 'a: b'],
  ])('has %s', (_what, text) => {
    expect(agrees(text)).toBe(true);
  });

  it.each([
    ['anchors', 'a: &x 1\n'],
    ['aliases', 'a: *x\n'],
    ['tags', 'a: !!str 1\n'],
    ['block scalars', 'a: |\n  b\n'],
    ['texts on several lines', 'a: b\n  c\n'],
    ['several documents', 'a: 1\n---\nb: 2\n'],
    ['complex keys', '? a\n: b\n'],
    ['keys without a value', 'a:\nb: 1\n'],
    ['items without a value', 'a:\n- b\n-\n'],
    ['comments that break out of a flow collection', 'a: {b: {c: 1\n#\n }}'],
    ['tabs', 'a:\t1\n'],
    ['lines that end as on Windows', 'a: 1\r\n'],
    ['comments that end a mapping', 'a:\n  b: 1\n  # c\n'],
    ['keys of more than 1,024 characters', `${'a'.repeat(1025)}: 1\n`],
    ['deep nesting', `a: ${'['.repeat(50)}${']'.repeat(50)}\n`],
    ['nothing at all', '# a comment\n'],
    ['mistakes', 'a: [1\n'],
  ])('has no %s, which the library reads', (_what, text) => {
    expect(usual(text)).toBeUndefined();
  });
});
