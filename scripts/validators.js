// Writes dist/validators/: what ajv makes of the schemas that files are checked against, as code. Compiling the policy's
// schema takes longer than loading a policy of a thousand rules, and would be done again by every process.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist', 'validators');

/** All that the code depends on. */
const sources = [
  'schemas/policy.schema.json',
  'schemas/catalogue.schema.json',
  'schemas/fixtures.schema.json',
  'src/policy/policy-schemas.ts',
  'src/policy/compile-schema.ts',
  'src/policy/select-schema.ts',
  'src/policy/schema-branches.ts',
  'src/policy/json-pointer.ts',
];

const names = ['policy', 'catalogue', 'fixtures'];

/** What `compileSchema` takes, by name. */
async function validatorSchemas() {
  await import('./typescript.js');
  const { policyFilesSchema, policyFileEntries } = await import('../src/policy/policy-schemas.ts');
  const read = (name) => JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8'));
  return {
    policy: [policyFilesSchema, policyFileEntries],
    catalogue: [read('catalogue.schema.json'), { catalogue: '' }],
    fixtures: [read('fixtures.schema.json'), { fixtures: '' }],
  };
}

/** Writes those that are not current. */
export async function writeValidators() {
  const line = `// ${versionOfSources()}\n`;
  if (names.every((name) => isCurrent(name, line))) return;
  mkdirSync(folder, { recursive: true });
  copyLicences();
  const schemas = await validatorSchemas();
  const { compileSchema } = await import('../src/policy/compile-schema.ts');
  for (const [name, [schema, entries]] of Object.entries(schemas)) {
    const { source } = compileSchema(schema, entries);
    // Whoever reads it meanwhile finds the whole of it, old or new.
    const written = `${fileOf(name)}.${process.pid}`;
    writeFileSync(written, `${line}${source}`);
    renameSync(written, fileOf(name));
  }
}

/** The code holds two functions of these packages. */
function copyLicences() {
  const ajv = createRequire(import.meta.url).resolve('ajv/package.json');
  const equal = createRequire(ajv).resolve('fast-deep-equal/package.json');
  copyFileSync(join(dirname(ajv), 'LICENSE'), join(folder, 'ajv.LICENSE'));
  copyFileSync(join(dirname(equal), 'LICENSE'), join(folder, 'fast-deep-equal.LICENSE'));
}

function isCurrent(name, line) {
  return existsSync(fileOf(name)) && readFileSync(fileOf(name), 'utf8').startsWith(line);
}

function fileOf(name) {
  return join(folder, `${name}.mjs`);
}

function versionOfSources() {
  const ajv = createRequire(import.meta.url).resolve('ajv/package.json');
  const hash = createHash('sha256');
  for (const file of [ajv, import.meta.filename, ...sources.map((source) => join(root, source))]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}
