import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import catalogueSchema from '#schemas/catalogue.schema.json' with { type: 'json' };
import fixturesSchema from '#schemas/fixtures.schema.json' with { type: 'json' };
import policySchema from '#schemas/policy.schema.json' with { type: 'json' };

interface Schema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

interface Spot {
  readonly pointer: string;
  /** The schema with its references followed; what stands beside a reference wins. */
  readonly schema: Schema;
}

describe.each([
  ['policy', policySchema as Schema],
  ['fixtures', fixturesSchema as Schema],
  ['catalogues', catalogueSchema as Schema],
])('what editors show of the schema for %s', (_name, root) => {
  const spots = [...walk(root, root, '')];
  const properties = spots.filter(({ pointer }) => /\/properties\/[^/]+$/.test(pointer));
  const pointers = (wrong: readonly Spot[]): string[] => wrong.map(({ pointer }) => pointer);

  it('is a title and a description of every key and every definition', () => {
    const definitions = spots.filter(({ pointer }) => /^\/\$defs\/[^/]+$/.test(pointer));
    const bare = [...definitions, ...properties].filter(({ schema }) => !schema.title || !schema.description);
    expect(properties.length).toBeGreaterThan(20);
    expect(pointers(bare)).toEqual([]);
  });

  it('is what each value of an enumeration means', () => {
    const bare = spots.filter(({ schema }) => schema.enum && schema.enum.length !== schema.enumDescriptions?.length);
    expect(pointers(bare)).toEqual([]);
  });

  it('is an example of every value that cannot be guessed', () => {
    const guessed = ({ schema }: Spot): boolean =>
      schema.enum !== undefined || 'const' in schema || schema.type === 'boolean' || /oneOf|array/.test(shape(schema));
    expect(pointers(properties.filter((spot) => !guessed(spot) && !spot.schema.examples))).toEqual([]);
  });

  it('is a default where the description states one', () => {
    const stated = properties.flatMap((spot) => {
      const text = /Default: ([\w./-]*\w)\./.exec(spot.schema.description ?? '')?.[1];
      return text === undefined ? [] : [{ ...spot, text }];
    });
    expect(pointers(stated.filter(({ schema, text }) => String(schema.default) !== text))).toEqual([]);
  });

  it('shows examples and defaults that are valid themselves', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ ...root, $id: 'root' });
    const wrong = spots.flatMap(({ pointer, schema }) =>
      [...(schema.examples ?? []), ...('default' in schema ? [schema.default] : [])]
        .filter((value) => !ajv.validate({ $ref: `root#${encodeURI(pointer)}` }, value))
        .map((value) => `${pointer}: ${JSON.stringify(value)}: ${ajv.errorsText()}`),
    );
    expect(wrong).toEqual([]);
  });

  it('shows as examples only what editors can offer as a value', () => {
    const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;
    const wrong = spots.filter(
      ({ schema }) =>
        !(schema.examples ?? []).every((value) => (Array.isArray(value) ? value.every(isPlain) : isPlain(value))),
    );
    expect(pointers(wrong)).toEqual([]);
  });

  it('uses nothing that editors do not know', () => {
    const text = JSON.stringify(root);
    for (const keyword of [
      'unevaluatedProperties',
      'unevaluatedItems',
      'prefixItems',
      '$dynamicRef',
      'dependentSchemas',
    ]) {
      expect(text).not.toContain(keyword);
    }
  });
});

/** Objects, and whatever takes an object, explain themselves by their keys. */
function shape(schema: Schema): string {
  const own = Object.keys(schema).filter((keyword) => ['oneOf', 'anyOf', 'properties'].includes(keyword));
  return `${own.join()} ${String(schema.type)}`.replace('properties', 'oneOf').replace('object', 'oneOf');
}

const plain = new Set(['enum', 'enumDescriptions', 'examples', 'default', 'const', 'required']);

function* walk(node: unknown, root: Schema, pointer: string): Generator<Spot> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node) && !/\/(properties|\$defs)$/.test(pointer)) {
    yield { pointer, schema: resolved(node as Schema, root) };
  }
  for (const [key, inner] of Object.entries(node)) {
    const isName = /\/(properties|\$defs)$/.test(pointer);
    if (isName || !plain.has(key)) yield* walk(inner, root, `${pointer}/${key}`);
  }
}

function resolved(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...siblings } = schema;
  const target = root.$defs?.[$ref.replace('#/$defs/', '')] ?? {};
  return { ...resolved(target, root), ...siblings };
}
