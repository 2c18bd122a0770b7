import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseByLibrary } from 'yaml';
import { maxFileBytes, parseYaml } from '../../src/policy/parse-yaml.js';

function parse(text: string) {
  return parseYaml(text, 'a.yaml');
}

function codes(text: string): string[] {
  return parse(text).diagnostics.map(({ code }) => code);
}

describe('parseYaml', () => {
  it('reads YAML 1.2: yes and no are texts, 1e3 is a number', () => {
    const { value, diagnostics } = parse('a: yes\nb: off\nc: 1e3\nd: True\ne: 2026-01-01\nf: 1_000\ng: !!str 5\n');
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({ a: 'yes', b: 'off', c: 1000, d: true, e: '2026-01-01', f: '1_000', g: '5' });
  });

  it('takes every plain scalar for what the library takes it for', () => {
    const part = fc.constantFrom(
      ...['null', 'NULL', 'Null', 'nuLL', '~', 'true', 'True', 'TRUE', 'tRue', 'false', 'FALSE', 'alse', 'n', 't', 'F'],
      ...['0', '7', '-', '+', '.', '_', 'e', 'E', 'x', 'o', 'inf', 'Inf', '.NaN', '1.5', 'é', 'y', 'no', 'on'],
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const text = parts.join('');
        fc.pre(text !== '-');
        expect(parse(`a: ${text}`).value).toEqual(parseByLibrary(`a: ${text}`, { version: '1.2', schema: 'core' }));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the order of keys as in the file, where objects do not', () => {
    const { value, places } = parse('choose: { b: 1, 10: 2, a: 3, 2: 4 }');
    expect(Object.keys((value as { choose: object }).choose)).toEqual(['2', '10', 'b', 'a']);
    expect(places.keys('/choose')).toEqual(['b', '10', 'a', '2']);
  });

  it('keeps a plain key as it is written', () => {
    expect(parse('1.10: a\n0x10: b\ntrue: c\nnull: d').value).toEqual({ '1.10': 'a', '0x10': 'b', true: 'c' });
  });

  it('makes own properties of keys that objects inherit', () => {
    const value = parse('{ __proto__: { admin: true }, toString: 1, constructor: 2 }').value as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['__proto__', 'toString', 'constructor']);
    expect('admin' in value).toBe(false);
  });

  it('places keys, values and entries', () => {
    const { places } = parse('a:\n  - x\n  - { b: "two words", c: }\n');
    expect(places.key('/a')).toMatchObject({ line: 1, column: 1, endLine: 1, endColumn: 2 });
    expect(places.value('/a/0')).toMatchObject({ line: 2, column: 5, endColumn: 6, pointer: '/a/0' });
    expect(places.key('/a/1/b')).toMatchObject({ line: 3, column: 7, endColumn: 8 });
    expect(places.value('/a/1/b')).toMatchObject({ line: 3, column: 10, endColumn: 21 });
    expect(places.entry('/a/1/b')).toMatchObject({ line: 3, column: 7, endColumn: 21 });
  });

  it('gives for an empty value its key, and for nothing its nearest ancestor', () => {
    const { places } = parse('a: { b: }\n');
    expect(places.value('/a/b')).toMatchObject({ line: 1, column: 6 });
    expect(places.value('/a/x/y')).toMatchObject({ line: 1, column: 4 });
  });

  it('escapes pointers as RFC 6901 says', () => {
    const { places } = parse('a/b: { c~d: 5 }');
    expect(places.value('/a~1b/c~0d')).toMatchObject({ line: 1, column: 13 });
  });

  it('follows aliases, whose values stand where the anchor is', () => {
    const { value, places, diagnostics } = parse('a: &x [1, 2]\nb: *x\n');
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({ a: [1, 2], b: [1, 2] });
    expect(places.value('/b/1')).toMatchObject({ line: 1, column: 11 });
  });

  it('finds an item of a list only under its index as it is written', () => {
    const { places } = parse('a: [{ b: 1 }, 2]');
    expect(places.value('/a/0/b')).toMatchObject({ column: 10, endColumn: 11 });
    for (const pointer of ['/a/00', '/a/-1', '/a/', '/a/2', '/a/b']) {
      expect(places.value(pointer)).toEqual({ ...places.value('/a'), pointer });
      expect(places.plain(pointer)).toBeUndefined();
      expect(places.keys(pointer)).toEqual([]);
    }
  });

  it('places what a merge key brings, which is no key of the mapping', () => {
    const { value, places } = parse('a: &x { b: 1, c: 2 }\nd: { <<: *x, c: 3 }\n');
    expect(value).toEqual({ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } });
    expect(places.keys('/d')).toEqual(['c']);
    expect(places.value('/d/b')).toMatchObject({ line: 1, column: 12 });
    expect(places.value('/d/c')).toMatchObject({ line: 2, column: 17 });
  });

  it('places what a second mapping under one key adds', () => {
    const { value, places } = parse('a: { b: 1 }\na: { b: 2, c: 3 }\n');
    expect(value).toEqual({ a: { b: 1, c: 3 } });
    expect(places.keys('/a')).toEqual(['b', 'c']);
    expect(places.value('/a')).toMatchObject({ line: 1 });
    expect(places.value('/a/b')).toMatchObject({ line: 1, column: 9 });
    expect(places.value('/a/c')).toMatchObject({ line: 2, column: 15 });
  });

  it('counts columns after a byte order mark from 1, and lines that end with CRLF once', () => {
    const { places, diagnostics } = parse('\ufeffa: 1\r\nb: 2\r\n');
    expect(diagnostics).toEqual([]);
    expect(places.key('/a')).toMatchObject({ line: 1, column: 1 });
    expect(places.value('/b')).toMatchObject({ line: 2, column: 4, endColumn: 5 });
  });

  it('reads a file of exactly 1 MiB, counted in UTF-8, and none larger', () => {
    const text = `a: 東${'x'.repeat(maxFileBytes - 'a: 東'.length - 2)}`;
    expect(codes(text)).toEqual([]);
    expect(codes(`${text}x`)).toEqual(['file-too-large']);
  });

  it.each([
    ['nested lists', '['.repeat(500_000)],
    ['nested mappings', '{a: '.repeat(200_000)],
    ['nested dashes', '- '.repeat(400_000)],
    ['nested keys', '? '.repeat(400_000)],
  ])('refuses %s without exhausting the stack', (_what, text) => {
    expect(codes(text)).toEqual(['yaml-unsupported']);
  });

  it.each([
    [
      'aliases',
      `a0: &a0 [x, x]\n${Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join('')}`,
    ],
    [
      'merge keys',
      `a0: &a0 { x: 1, y: 2 }\n${Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} { x: { <<: *a${i} }, y: { <<: *a${i} } }\n`).join('')}`,
    ],
  ])('stops a bomb made of %s', (_what, text) => {
    const { value, diagnostics } = parse(text);
    expect(value).toBeUndefined();
    expect(diagnostics.filter(({ code }) => code === 'yaml-alias-bomb')).toHaveLength(1);
  });

  it('stops a bomb in a mapping whose key stands twice', () => {
    const bomb = Array.from({ length: 60 }, (_, i) => `  a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join('');
    const { value, diagnostics } = parse(`a0: &a0 [x, x]\nb: { c: 1 }\nb:\n${bomb}\nb: { d: 1 }\n`);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toContain('yaml-alias-bomb');
  });

  it('reports only the first syntax error, since what follows is guesswork', () => {
    expect(codes('a: [1, 2\nb: {\nc: "\n')).toEqual(['yaml-syntax']);
  });

  it('never quotes what stands under a key that may hold a secret', () => {
    const texts = [
      'api_key: 0123456',
      'api_key: !!binary hunter2',
      'api_key: "hunter2',
      'api_key: hunter2: x',
      'api_key: @hunter2',
    ];
    for (const text of texts) {
      const said = JSON.stringify(parse(text).diagnostics);
      expect(said).not.toMatch(/hunter2|0123456/);
    }
  });

  it('never throws, and every place stands inside the text', () => {
    const token = fc.constantFrom(
      ...'a b : - [ ] { } , & * ! | > \' " # % @ ` ? \n \t --- ... << ~ é 😀 1 0x1 .nan'.split(' '),
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(token).map((tokens) => tokens.join('')),
        ),
        (text) => {
          const lines = text.replace(/^\ufeff/, '').split('\n');
          for (const { place } of parse(text).diagnostics) {
            expect(place.line).toBeLessThanOrEqual(lines.length);
            expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] ?? '').length + 1);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('gives back what JSON says, since JSON is YAML', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        const { value, diagnostics } = parse(json);
        if (diagnostics.length === 0) expect(value).toEqual(JSON.parse(json));
        else
          expect(diagnostics.every(({ code }) => code === 'yaml-surprise' || code === 'yaml-duplicate-key')).toBe(true);
      }),
    );
  });
});
