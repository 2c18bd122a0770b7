import { createRequire } from 'node:module';
import { _, Ajv2020, type CodeKeywordDefinition } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { appendPointer } from './json-pointer.js';
import { meantBranch, type Schema } from './schema-branches.js';
import { branchGroups, partOf, selectBranches } from './select-schema.js';
import type { SchemaCheck } from './validate.js';

// Belongs to the build and the tests, and is not in dist: a process that reads policies loads what is made here.

/** What ajv makes of a schema. */
export interface CompiledSchema {
  /** The checks as they are made in memory, by name. */
  readonly checks: Readonly<Record<string, SchemaCheck>>;
  /** The ES module that makes the same ones: it exports one `CreateChecks`. */
  readonly source: string;
}

/** `entries` names the schemas to check values against, by JSON pointer into the whole. */
export function compileSchema(whole: Schema, entries: Readonly<Record<string, string>>): CompiledSchema {
  const schema = selectBranches(whole);
  const groups = branchGroups(whole);
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    messages: false,
    strict: false,
    ownProperties: true,
    // Small ones only, since the code is shipped. A name has to be: only inlined it says which property's name is wrong.
    inlineRefs: 10,
    code: { source: true, esm: true, lines: true, optimize: 1 },
  });
  ajv.addKeyword(chooseKeyword((group, value) => meantBranch(groups(group), value)));
  ajv.addSchema(schema, 'whole');
  const keys = Object.fromEntries(Object.entries(entries).map(([name, pointer]) => [name, `whole#${pointer}`]));
  const checks = Object.entries(keys).map(([name, key]) => {
    const check = ajv.getSchema(key);
    if (check === undefined) throw new Error(`the schema has nothing at ${key}`);
    return [name, check as SchemaCheck] as const;
  });
  return { checks: Object.fromEntries(checks), source: moduleOf(standalone.default(ajv, keys), schema) };
}

/** `choose: [A, B]` with `choice: P`: the schema of the group at P that was meant, or a failure when none was. */
function chooseKeyword(meant: (group: string, value: unknown) => number): CodeKeywordDefinition {
  return {
    keyword: 'choose',
    schemaType: 'array',
    error: { message: 'must be one of these' },
    code(cxt) {
      const { gen, data } = cxt;
      const call = gen.scopeValue('func', { ref: meant, code: _`meant` });
      const { choice } = cxt.parentSchema as { readonly choice: string };
      const index = gen.const('chosen', _`${call}(${choice}, ${data})`);
      for (const schemaProp of (cxt.schema as readonly unknown[]).keys()) {
        gen.if(_`${index} === ${schemaProp}`, () => {
          cxt.subschema({ keyword: 'choose', schemaProp }, gen.name('fits'));
        });
      }
      gen.if(_`${index} < 0`, () => cxt.error());
    },
  };
}

const require = createRequire(import.meta.url);

/** What ajv's code asks for of its package: functions that refer to nothing outside of themselves. */
const helpers = new Set(['equal', 'ucs2length']);

/**
 * What ajv writes, as one function that imports nothing: the schemas, which errors refer to, are looked up when there is
 * one instead of repeated, and what it would require is written out.
 */
function moduleOf(code: string, schema: Schema): string {
  const pointers = pointersByText(schema, '');
  const body = withKnownKeys(withoutUnread(code))
    .replace('"use strict";', '')
    .replaceAll(/^export const (\w+) = (\w+);$/gm, 'checks.$1 = $2;')
    .replaceAll(/\brequire\("(ajv\/dist\/runtime\/(\w+))"\)\.default/g, (found, path: string, name: string) =>
      helpers.has(name) ? String((require(path) as { readonly default: object }).default) : found,
    )
    .replaceAll(/^const (schema\d+) = (.*);$/gm, (_found, name: string, text: string) => {
      const pointer = pointers.get(text);
      if (pointer === undefined) throw new Error(`${name} is no part of the schema`);
      return `const ${name} = () => at(${JSON.stringify(pointer)});`;
    })
    .replaceAll(/(?<!^const )\b(schema\d+)\b/gm, '$1()');
  const unknown = /\brequire\(.*|\b(?:import|export) .*/.exec(body);
  if (unknown !== null) throw new Error(`ajv wrote something that is not understood: ${unknown[0]}`);
  return `export function createChecks(at, meant) {\nconst checks = {};\n${body}\nreturn checks;\n}\n`;
}

/** The keys of a mapping are looked up in the schema: they are written out, so that it is needed for errors only. */
function withKnownKeys(code: string): string {
  const schemas = new Map([...code.matchAll(/^const (schema\d+) = (.*);$/gm)].map(([, name, text]) => [name, text]));
  const sets: string[] = [];
  const known = code.replaceAll(
    /\bfunc\d+\.call\((schema\d+)((?:\.\w+|\[\d+\])*), (key\d+)\)/g,
    (_found, name: string, path: string, key: string) => {
      const pointer = path.replaceAll(/\.(\w+)|\[(\d+)\]/g, '/$1$2');
      const properties = partOf(JSON.parse(schemas.get(name) ?? '') as Schema, pointer) as object;
      sets.push(`const known${sets.length} = new Set(${JSON.stringify(Object.keys(properties))});`);
      return `known${sets.length - 1}.has(${key})`;
    },
  );
  return `${sets.join('\n')}\n${known}`;
}

/** A third of the code is about parts of errors that nobody reads (see `SchemaError`), and about making their list. */
function withoutUnread(code: string): string {
  return code
    .replaceAll(/\bschemaPath:"[^"\\]*",/g, '')
    .replaceAll(/\bschema:(?:"(?:[^"\\]|\\.)*"|[^",]+),parentSchema:/g, 'parentSchema:')
    .replaceAll(
      /^if\(vErrors === null\)\{\nvErrors = \[(err\d+)\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}$/gm,
      '(vErrors ??= []).push($1);',
    );
}

/** Where each part of a schema stands, by its JSON. */
function pointersByText(part: unknown, pointer: string): Map<string, string> {
  if (typeof part !== 'object' || part === null) return new Map();
  const within = Object.entries(part).flatMap(([key, value]) => [
    ...pointersByText(value, appendPointer(pointer, key)),
  ]);
  return new Map([...within, [JSON.stringify(part), pointer]]);
}
