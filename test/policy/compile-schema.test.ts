import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import catalogueSchema from '#schemas/catalogue.schema.json' with { type: 'json' };
import fixturesSchema from '#schemas/fixtures.schema.json' with { type: 'json' };
import { createChecks as createCatalogueChecks } from '#validators/catalogue';
import { createChecks as createFixtureChecks } from '#validators/fixtures';
import { createChecks as createPolicyChecks } from '#validators/policy';
import { compileSchema } from '../../src/policy/compile-schema.js';
import { parseJson } from '../../src/policy/parse-json.js';
import { parseYaml } from '../../src/policy/parse-yaml.js';
import { includeSchema, policyFileEntries, policyFilesSchema, policySchema } from '../../src/policy/policy-schemas.js';
import { meantBranch, type Schema } from '../../src/policy/schema-branches.js';
import { branchGroups } from '../../src/policy/select-schema.js';
import { checksOf, type SchemaCheck } from '../../src/policy/validate.js';
import { mutatedValue } from '../support/mutated-value.js';

const root = resolve(import.meta.dirname, '../..');

/** Every file of the folders with policies and with what can be wrong in them, as far as it can be read. */
const files = ['policies', 'test/fixtures'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    const parse = /\.ya?ml$/.test(file) ? parseYaml : file.endsWith('.json') ? parseJson : undefined;
    const value = parse?.(readFileSync(join(root, folder, file), 'utf8'), file).value;
    return value === undefined ? [] : [{ file, value }];
  }),
);

interface Compared {
  readonly built: SchemaCheck;
  /** Made in memory of what the build compiles. */
  readonly compiled: SchemaCheck;
  /** What ajv makes of the schema as editors read it, with its own `oneOf`. */
  readonly plain: (value: unknown) => boolean;
}

const compared: [string, Compared][] = [
  ['policies', compare(policyFilesSchema, policyFileEntries, createPolicyChecks, 'policy', policySchema)],
  ['included files', compare(policyFilesSchema, policyFileEntries, createPolicyChecks, 'include', includeSchema)],
  ['catalogues', compare(catalogueSchema, { catalogue: '' }, createCatalogueChecks, 'catalogue', catalogueSchema)],
  ['fixtures', compare(fixturesSchema, { fixtures: '' }, createFixtureChecks, 'fixtures', fixturesSchema)],
];

function compare(
  whole: Schema,
  entries: Readonly<Record<string, string>>,
  createChecks: Parameters<typeof checksOf>[1],
  name: string,
  published: Schema,
): Compared {
  const plain = new Ajv2020({ strict: false, ownProperties: true }).compile<unknown>(published);
  return {
    built: checksOf(whole, createChecks).checks[name]!,
    compiled: compileSchema(whole, entries).checks[name]!,
    plain: (value) => plain(value),
  };
}

describe('the checks that are built', () => {
  it.each(compared)('say of every file what ajv says: %s', (_name, { built, compiled, plain }) => {
    const valid = files.filter(({ file, value }) => {
      expect({ file, errors: errorsOf(built, value) }).toEqual({ file, errors: errorsOf(compiled, value) });
      expect({ file, valid: built(value) }).toEqual({ file, valid: plain(value) });
      return built(value);
    });
    expect(valid.length).toBeGreaterThan(0);
    expect(valid.length).toBeLessThan(files.length - 50);
  });

  it.each(compared)('say of every change of a file what ajv says: %s', (_name, { built, compiled, plain }) => {
    const fitting = files.map(({ value }) => value).filter((value) => plain(value));
    let wrong = 0;
    fc.assert(
      fc.property(mutatedValue(fitting), (value) => {
        expect(errorsOf(built, value)).toEqual(errorsOf(compiled, value));
        expect(built(value)).toBe(plain(value));
        wrong += built(value) ? 0 : 1;
      }),
      { numRuns: 300 },
    );
    expect(wrong).toBeGreaterThan(50);
  });

  it('ask for the schema only where there is an error', () => {
    const asked: string[] = [];
    const parts = (pointer: string): object => {
      asked.push(pointer);
      return {};
    };
    const { policy } = createPolicyChecks(parts, (group, value) =>
      meantBranch(branchGroups(policyFilesSchema)(group), value),
    );
    const file = readFileSync(join(root, 'policies/tiers.yaml'), 'utf8');
    expect(policy?.(parseYaml(file, 'tiers.yaml').value)).toBe(true);
    expect(asked).toEqual([]);
    expect(policy?.({})).toBe(false);
    expect(asked).toContain('');
  });

  it('look up parts of the schema instead of repeating them, and load nothing', () => {
    const { source } = compileSchema(
      { type: 'object', properties: { a: { type: 'string', minLength: 2 } } },
      { a: '' },
    );
    expect(source).toContain('= () => at("");');
    expect(source).not.toMatch(/\brequire\(|\bimport\b/);
  });
});

describe('a schema to compile', () => {
  it('has something where each entry points to', () => {
    expect(() => compileSchema({ type: 'object' }, { part: '/$defs/Part' })).toThrow(
      'the schema has nothing at whole#/$defs/Part',
    );
  });
});

/** Of the errors, in their order, what findings are made of. */
function errorsOf(check: SchemaCheck, value: unknown) {
  check(value);
  return (check.errors ?? []).map(({ keyword, instancePath, params, data, parentSchema, propertyName }) => {
    return { keyword, instancePath, params, data, parentSchema, propertyName };
  });
}
