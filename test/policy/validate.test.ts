import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../src/policy/compile-schema.js';
import { parseYaml } from '../../src/policy/parse-yaml.js';
import type { Schema } from '../../src/policy/schema-branches.js';
import { createValidator } from '../../src/policy/validate.js';

/** `code@line:column message` of each finding. */
function findings(schema: Schema, text: string): string[] {
  const { value, places } = parseYaml(text, 'a.yaml');
  const { checks } = compileSchema(schema, { whole: '' });
  return createValidator(
    schema,
    () => checks,
    'whole',
  )(value, places).map(({ code, message, place }) => `${code}@${place.line}:${place.column} ${message}`);
}

const closed = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

describe('a choice by type', () => {
  const schema = {
    oneOf: [{ type: 'string' }, { type: 'number', minimum: 1 }, closed({ env: { type: 'string' } }, ['env'])],
  };

  it('reports only what the branch of that type says', () => {
    expect(findings(schema, '0')).toEqual(['invalid-value@1:1 the file must be at least 1, got 0']);
    expect(findings(schema, '{ env: 5 }')).toEqual(['yaml-surprise@1:8 `5` is the number 5 in YAML, not a text']);
    expect(findings(schema, 'text')).toEqual([]);
  });

  it('says what all branches want when no branch takes the type', () => {
    expect(findings(schema, '[1]')).toEqual([
      'wrong-type@1:1 the file must be a text, a number or a mapping, got a list',
    ]);
  });
});

describe('a choice by a constant', () => {
  const schema = {
    oneOf: [
      closed({ from: { const: 'words' }, text: { type: 'string' } }, ['from']),
      closed({ from: { const: 'regex' }, pattern: { type: 'string' } }, ['from', 'pattern']),
    ],
  };

  it('reports only what the branch with that constant says', () => {
    expect(findings(schema, '{ from: regex }')).toEqual(['missing-key@1:1 the file needs the key `pattern`']);
  });

  it('takes a misspelt constant for the one that was meant', () => {
    expect(findings(schema, '{ from: regx, pattern: a }')).toEqual(['invalid-value@1:9 `from` cannot be "regx"']);
  });

  it('finds the constant under a misspelt key', () => {
    expect(findings(schema, '{ form: regex, pattern: a }')).toEqual(['unknown-key@1:3 unknown key `form`']);
  });

  it('says which branch a key belongs to', () => {
    expect(findings(schema, '{ from: words, pattern: a }')).toEqual([
      'conflicting-keys@1:16 `pattern` does not go with `from: words`',
    ]);
  });

  it('asks for the key when nothing says which branch was meant', () => {
    expect(findings(schema, '{ pattern: a }')).toEqual(['missing-key@1:1 the file needs the key `from`']);
    expect(findings(schema, '{}')).toEqual(['missing-key@1:1 the file needs the key `from`']);
  });
});

describe('a choice by keys', () => {
  const schema = {
    oneOf: [
      closed({ id: {}, when: {}, reject: {} }, ['id', 'when', 'reject']),
      closed({ id: {}, when: {}, by: {}, choose: {} }, ['id', 'by', 'choose']),
    ],
  };

  it.each([
    ['{ id: a, when: b }', 'missing-key@1:1 the file needs `reject` or `by` with `choose`'],
    ['{ id: a, by: b }', 'missing-key@1:1 the file needs the key `choose`'],
    ['{ id: a, when: b, reject: c, by: d }', 'conflicting-keys@1:30 `by` cannot stand beside `reject`'],
    ['{ id: a, by: b, choose: c, reject: d }', 'conflicting-keys@1:28 `reject` cannot stand beside `by`'],
    ['{ id: a, when: b, rejcet: c }', 'unknown-key@1:19 unknown key `rejcet`'],
    ['{ id: a, by: b, chose: c }', 'unknown-key@1:17 unknown key `chose`'],
    ['{ id: a, when: b, outcome: c }', 'unknown-key@1:19 unknown key `outcome` in the file'],
    ['{ id: a, by: b, table: c }', 'unknown-key@1:17 unknown key `table`'],
  ])('%s gives one finding: %s', (text, expected) => {
    expect(findings(schema, text)).toEqual([expected]);
  });
});

describe('a value', () => {
  it('of which several things are wrong gives one finding', () => {
    expect(findings({ type: 'integer', minimum: 1 }, '0.5')).toHaveLength(1);
    expect(findings({ type: 'string', minLength: 1, pattern: '^a' }, '""')).toHaveLength(1);
  });

  it('is described by the words of its schema', () => {
    const schema = { type: 'string', pattern: '^\\d+s$', 'x-expected': 'a duration, such as 10s' };
    expect(findings(schema, 'soon')).toEqual([
      'invalid-value@1:1 the file must be a duration, such as 10s, got "soon"',
    ]);
    expect(findings(schema, '10')).toEqual([
      'wrong-type@1:1 the file must be a duration, such as 10s, got the number 10',
    ]);
  });

  it('that is used through aliases is reported once', () => {
    const schema = { type: 'object', additionalProperties: { type: 'number' } };
    expect(findings(schema, 'a: &x text\nb: *x\nc: *x\n')).toHaveLength(1);
    const lists = { type: 'object', additionalProperties: { type: 'array', items: { type: 'number' } } };
    expect(findings(lists, 'a: &x [text]\nb: *x\nc: *x\n')).toHaveLength(1);
  });

  it('that the YAML reader refused is not reported again', () => {
    expect(findings({ type: 'object', properties: { a: { type: 'string' } } }, 'a: 0o17')).toEqual([]);
  });
});
