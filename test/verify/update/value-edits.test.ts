import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editYaml } from '../../../src/policy/edit-yaml.js';
import { pointerTokens } from '../../../src/policy/json-pointer.js';
import { parseYaml } from '../../../src/policy/parse-yaml.js';
import { writeFlow } from '../../../src/policy/write-flow.js';
import { valueEdits } from '../../../src/verify/update/value-edits.js';

/** Replaces values by pointer. */
function edit(text: string, values: Readonly<Record<string, unknown>>): string {
  const { value } = parseYaml(text, 'a.yaml');
  const edits = Object.entries(values).flatMap(([pointer, after]) => {
    const before = pointerTokens(pointer).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value);
    return valueEdits(pointer, before, after);
  });
  return editYaml(text, edits);
}

describe('editing values in a YAML text', () => {
  it.each<[string, string, Readonly<Record<string, unknown>>, string]>([
    ['keeps comments and spaces', 'a:   1   # one\nb: 2\n', { '/a': 5 }, 'a:   5   # one\nb: 2\n'],
    ['keeps quotes', `a: 'x'\nb: "y"\nc: z\n`, { '/a': "it's", '/b': 'n', '/c': 'w' }, `a: 'it''s'\nb: "n"\nc: w\n`],
    ['quotes what needs it', 'a: x\n', { '/a': 'no' }, 'a: "no"\n'],
    ['quotes what would end a flow', 'a: [x, y]\n', { '/a/0': 'p, q' }, 'a: ["p, q", y]\n'],
    ['changes one item of a flow', 'a: [ x ,y ]\n', { '/a': ['x', 'z'] }, 'a: [ x ,z ]\n'],
    [
      'adds to a flow',
      'a: [\n  x, # one\n  y # two\n]\n',
      { '/a': ['x', 'y', 'z'] },
      'a: [\n  x, # one\n  y, z # two\n]\n',
    ],
    ['takes from a flow', 'a: [x, y, z]\n', { '/a': ['x'] }, 'a: [x]\n'],
    [
      'changes one item of a block',
      'a:\n  - x # one\n  - y # two\nb: 1\n',
      { '/a': ['x', 'z'] },
      'a:\n  - x # one\n  - z # two\nb: 1\n',
    ],
    ['adds to a block', 'a:\n  - x # one\nb: 1\n', { '/a': ['x', 'w', 'z'] }, 'a:\n  - x # one\n  - w\n  - z\nb: 1\n'],
    ['adds to a block at the end of the text', 'a:\n- x', { '/a': ['x', 'w'] }, 'a:\n- x\n- w'],
    ['takes from a block', 'a:\n  - x # one\n  - y # two\n  - z\nb: 1\n', { '/a': ['w'] }, 'a:\n  - w # one\nb: 1\n'],
    ['empties a list', 'a:\n  - x\n  - y\nb: [z]\n', { '/a': [], '/b': [] }, 'a: []\nb: []\n'],
    ['fills a list', 'a: [] # none\n', { '/a': ['x'] }, 'a: [x] # none\n'],
    ['replaces a mapping', 'a:\n  b: 1\n  c: 2\nd: 3\n', { '/a': false }, 'a: false\nd: 3\n'],
    ['replaces null', 'a: null\nb: ~\n', { '/a': 'x', '/b': 2 }, 'a: x\nb: 2\n'],
    [
      'edits several at once',
      '{ a: 1, b: { c: x, d: [1, 2] } }\n',
      { '/a': 10, '/b/c': 'yes', '/b/d': [1, 2, 3] },
      '{ a: 10, b: { c: "yes", d: [1, 2, 3] } }\n',
    ],
    [
      'keeps the items of a block of mappings',
      'a:\n  - slot: x # first\n    outcome: ok\n  - { slot: w, outcome: ok }\n',
      {
        '/a': [
          { slot: 'x', outcome: 'ok' },
          { slot: 'z', outcome: 'timeout' },
          { slot: 'w', outcome: 'ok' },
        ],
      },
      'a:\n  - slot: x # first\n    outcome: ok\n  - { slot: z, outcome: timeout }\n  - { slot: w, outcome: ok }\n',
    ],
    ['replaces a text of several lines', 'a: >\n  one\n  two\nb: 1\n', { '/a': 'x' }, 'a: x\nb: 1\n'],
  ])('%s', (_title, text, values, expected) => {
    expect(edit(text, values)).toBe(expected);
  });

  const scalar = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.integer(), fc.boolean(), fc.constant(null));
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), scalar, { maxKeys: 3 }),
  );

  it('writes any value so that it is read back, between neighbours that stay', () => {
    fc.assert(
      fc.property(value, (after) => {
        // A lone surrogate is no text: no file holds one.
        fc.pre(!/\\ud[89a-f]/i.test(JSON.stringify(after)));
        for (const text of ['a: old # kept\nb: 1\n', '{ a: old, b: 1 } # kept\n', 'a:\n  - x\nb: 1 # kept\n']) {
          const updated = edit(text, { '/a': after });
          const { value: read, diagnostics } = parseYaml(updated, 'a.yaml');
          expect(diagnostics).toEqual([]);
          expect(read).toEqual({ a: after, b: 1 });
          expect(updated).toContain('# kept');
        }
      }),
    );
  });

  it('turns any list into any other, in a block and in a flow', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c d', 'no'), { maxLength: 5 });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const block =
          before.length === 0 ? 'l: []' : `l:\n${before.map((word) => `  - ${writeFlow(word)} # ${word}`).join('\n')}`;
        for (const list of [block, `l: ${writeFlow(before)} # all`]) {
          const { value: read } = parseYaml(edit(`${list}\nb: 1\n`, { '/l': after }), 'a.yaml');
          expect(read).toEqual({ l: after, b: 1 });
        }
      }),
    );
  });
});
