import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editYaml } from '../../src/policy/edit-yaml.js';
import { parseYaml } from '../../src/policy/parse-yaml.js';
import { writeFlow } from '../../src/policy/write-flow.js';

const text = `# about the cases
cases:
  - name: first   # kept
    expect: { rule: a, tier: quick } # and this

  # the second one
  - name: second
    expect:
      rule: b # why b
      # about the tier
      tier: quick
      max_tokens: 10
`;

describe('an edit', () => {
  it.each([
    ['/cases/0/expect/rule', 'by-size.below-500', '{ rule: a,', '{ rule: by-size.below-500,'],
    ['/cases/0/expect', { tier: 'premium' }, '{ rule: a, tier: quick }', '{ tier: premium }'],
    ['/cases/0/expect/max_tokens', 5, 'tier: quick }', 'tier: quick, max_tokens: 5 }'],
    ['/cases/1/expect/rule', 'c', 'rule: b # why b', 'rule: c # why b'],
    ['/cases/1/expect/slots', ['w', 'x'], 'max_tokens: 10\n', 'max_tokens: 10\n      slots: [w, x]\n'],
    ['/cases/0/expect/rule', undefined, '{ rule: a, tier', '{ tier'],
    ['/cases/0/expect/tier', undefined, ', tier: quick }', ' }'],
    ['/cases/1/expect/rule', undefined, 'rule: b # why b\n      # about', '# about'],
    ['/cases/1/expect/max_tokens', undefined, '      max_tokens: 10\n', ''],
    ['/cases/1/expect/nothing', undefined, '', ''],
    ['/cases/1/name', 'no', 'name: second', 'name: "no"'],
    ['/now', '2026-01-01T00:00:00Z', 'max_tokens: 10\n', 'max_tokens: 10\nnow: "2026-01-01T00:00:00Z"\n'],
  ])('at %s changes that value and no other character', (pointer, value, before, after) => {
    expect(editYaml(text, [{ pointer, value }])).toBe(text.replace(before, after));
  });

  it('writes a mapping that stood on lines of its own in brackets', () => {
    const edited = editYaml(text, [{ pointer: '/cases/1/expect', value: { reject: true } }]);
    expect(edited).toContain('  - name: second\n    expect: { reject: true }\n');
  });

  it('follows another edit', () => {
    const edits = [
      { pointer: '/cases/1/expect/rule', value: 'a much longer name' },
      { pointer: '/cases/1/expect/tier', value: null },
    ];
    expect(editYaml(text, edits)).toContain(
      'rule: a much longer name # why b\n      # about the tier\n      tier: null\n',
    );
  });

  it('fills brackets that were empty, and empties full ones', () => {
    expect(editYaml('a: {}\n', [{ pointer: '/a/b', value: 1 }])).toBe('a: { b: 1 }\n');
    expect(editYaml('a: []\n', [{ pointer: '/a/0', value: 1 }])).toBe('a: [1]\n');
    expect(editYaml('a: { b: 1 }\n', [{ pointer: '/a/b' }])).toBe('a: {}\n');
    expect(editYaml('a:\n  - b # c\n', [{ pointer: '/a/0' }])).toBe('a:\n  [] # c\n');
    expect(editYaml('a: 1\nb:\n', [{ pointer: '/b', value: 2 }])).toBe('a: 1\nb: 2\n');
  });

  it('needs something to stand in', () => {
    expect(() => editYaml(text, [{ pointer: '/cases/7/name', value: 1 }])).toThrow('there is nothing at /cases/7/name');
    expect(() => editYaml('a: [', [{ pointer: '/a', value: 1 }])).toThrow('not YAML');
  });

  it('writes any plain data so that it is read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = parseYaml(editYaml('a: 1 # c\n', [{ pointer: '/a', value }]), 'x');
        expect(read.value).toEqual(JSON.parse(JSON.stringify({ a: value })));
        expect(parseYaml(`[${writeFlow(value)}]`, 'x').value).toEqual(JSON.parse(JSON.stringify([value])));
      }),
    );
  });
});
