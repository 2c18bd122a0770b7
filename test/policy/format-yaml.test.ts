import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixturesSchema from '#schemas/fixtures.schema.json' with { type: 'json' };
import policySchema from '#schemas/policy.schema.json' with { type: 'json' };
import { formatYaml } from '../../src/policy/format-yaml.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { parseYaml } from '../../src/policy/parse-yaml.js';
import { type Piece, piece as pieces, pieceText } from '../support/yaml-text.js';

const root = join(import.meta.dirname, '../..');
const format = (text: string): string | undefined => formatYaml(text, 'x.yaml', policySchema);
const shipped = readdirSync(join(root, 'policies')).map((name) => ({
  name,
  schema: name.includes('.test.') ? fixturesSchema : policySchema,
  text: readFileSync(join(root, 'policies', name), 'utf8'),
}));

describe('formatting', () => {
  it('puts known keys into the order of the schema, and keeps the order of names and of unknown keys', () => {
    const text = `default: b
rules:
  - then: b
    zebra: 1
    apple: 2
    id: x
    when: { words: 1, any: [{ z: 1, a: 1 }] }
tiers:
  b: { max_tokens: 1, model: z }
  a: { model: z, max_tokens: 1 }
language: 1
policy: p
`;
    expect(format(text)).toBe(`policy: p
language: 1
tiers:
  b: { model: z, max_tokens: 1 }
  a: { model: z, max_tokens: 1 }
rules:
  - id: x
    when: { words: 1, any: [{ z: 1, a: 1 }] }
    then: b
    zebra: 1
    apple: 2
default: b
`);
  });

  it('lays out lines, indentation, spaces and empty lines', () => {
    const text = `policy:   p\r\nlanguage: 1\r\n\r\n\r\n\r\nrules:\r\n- id:  x\r\n  when: {words:   1,\r\n     task: [a,b]}\r\n  then:\r\n\r\n      tier: q`;
    expect(format(text)).toBe(`policy: p
language: 1

rules:
  - id: x
    when: { words: 1, task: [a, b] }
    then:
      tier: q
`);
  });

  it('writes brackets that are wider than 120 characters over lines, from the outside in', () => {
    const text = `tiers:
  quick: { description: ${'x'.repeat(60)}, model: fast, fallbacks: [{ tier: a }, b], max_tokens: 512, timeout: 10s } # c
include: [${'x'.repeat(60)}, ${'y'.repeat(60)}]
`;
    expect(format(text)).toBe(`include:
  - ${'x'.repeat(60)}
  - ${'y'.repeat(60)}
tiers:
  quick: # c
    description: ${'x'.repeat(60)}
    model: fast
    fallbacks: [{ tier: a }, b]
    max_tokens: 512
    timeout: 10s
`);
  });

  it('keeps every comment at what it stands at', () => {
    const text = `# yaml-language-server: $schema=x

# the default
default: q # behind
tiers: # all of them
  # above q
  q: { model: m, # the model
    max_tokens: 1 }
  # below q
# above rules
rules:
  - # first
    then: q # why
    # the id
    id: x

  # last of the list
# the name
policy: p
# the end
`;
    expect(format(text)).toBe(`# yaml-language-server: $schema=x

# the default
# the name
policy: p
tiers: # all of them
  # above q
  q:
    model: m # the model
    max_tokens: 1
  # below q
# above rules
rules:
  # first
  # the id
  - id: x
    then: q # why

  # last of the list
default: q # behind
# the end
`);
  });

  it('keeps block scalars, folded lines, anchors and quotes as they are written', () => {
    const text = `a: |  # literal
      one
        two

b: >2-
     three
    four
c: "five
   six \\
    seven"
d:
  - - &x 'eight'
    - *x
  - |+
    nine

e: !!str 10
`;
    expect(format(text)).toBe(`a: |  # literal
  one
    two

b: >2-
     three
    four
c: "five
  six \\
  seven"
d:
  - - &x 'eight'
    - *x
  - |+
    nine

e: !!str 10
`);
  });

  it.each([
    ['a: [1'],
    ['a: 1\na: 2'],
    ['%YAML 1.2\n---\na: 1'],
    ['a: 1\n---\nb: 1'],
    ['a: !x 1'],
    [''],
    ['a: { <<: { b: 1 } }'],
  ])('leaves %j alone', (text) => expect(format(text)).toBeUndefined());

  it.each(shipped)('finds nothing to do in $name', ({ name, text, schema }) => {
    expect(formatYaml(text, name, schema)).toBe(text);
  });

  it('changes nothing that a policy means, whatever its layout', () => {
    const meaning = (text: string): unknown => {
      const { policy, diagnostics } = parsePolicy(text);
      expect(diagnostics).toEqual([]);
      const { version, files, ...rest } = policy!;
      expect(files).toHaveLength(1);
      expect(version).toMatch(/^[0-9a-f]{12}$/);
      return JSON.parse(JSON.stringify(rest, withoutPlaces));
    };
    const policies = shipped.filter(({ schema }) => schema === policySchema);
    fc.assert(
      fc.property(fc.nat(policies.length - 1), fc.array(fc.nat(99), { minLength: 50 }), (index, choices) => {
        const { text } = policies[index]!;
        let turn = 0;
        const messy = disturb(text, () => choices[turn++ % choices.length]!);
        const formatted = format(messy);
        expect(formatted).toBeDefined();
        expect(meaning(formatted!)).toEqual(meaning(text));
        expect(meaning(messy)).toEqual(meaning(text));
        expect(format(formatted!)).toBe(formatted);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps data and comments of any text, and has nothing to do the second time', () => {
    fc.assert(
      fc.property(pieces, (piece: Piece) => {
        const text = pieceText(piece);
        const before = parseYaml(text, 'x');
        fc.pre(before.diagnostics.length === 0);
        const formatted = format(text);
        expect(formatted, text).toBeDefined();
        expect(parseYaml(formatted!, 'x').value).toEqual(before.value);
        expect(commentsOf(formatted!)).toEqual(commentsOf(text));
        expect(format(formatted!)).toBe(formatted);
        for (const line of formatted!.split('\n')) expect(line).toBe(line.trimEnd());
      }),
      { numRuns: 300 },
    );
  });
});

/** Places differ, maps are not plain data. */
function withoutPlaces(key: string, value: unknown): unknown {
  if (key === 'place' || key === 'valuePlaces') return undefined;
  return value instanceof Map ? [...value] : value;
}

/** Adds empty lines, comments and spaces, and takes the indentation apart, without a change of meaning. */
function disturb(text: string, next: () => number): string {
  const wider = next() % 2 === 0;
  return text
    .split('\n')
    .flatMap((line) => {
      const indented = wider
        ? line.replace(/^( *)(- )?/, (_all, margin, dash) => `${margin}${margin}${dash ? '-   ' : ''}`)
        : line;
      const end = next() % 4 === 0 && line !== '' ? `${indented} # note ${next()}` : indented;
      const inBrackets = /^[^#"'`]*\{[^#"'`]*\}/.test(end);
      const spaced = inBrackets && next() % 3 === 0 ? end.replace('{ ', '{').replace(', ', ' ,   ') : end;
      const above = next() % 5;
      if (above === 0) return ['', '', spaced];
      return above === 1 ? [`${' '.repeat(next() % 9)}# alone ${next()}`, spaced] : [spaced];
    })
    .join(next() % 2 === 0 ? '\n' : '\r\n');
}

/** Test texts use `#` in comments only. */
function commentsOf(text: string): string[] {
  return [...text.matchAll(/#.*/g)].map(([comment]) => comment.trimEnd()).sort();
}
