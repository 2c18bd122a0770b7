// Writes the TypeScript types of schemas/*.schema.json; with --check, fails when they are not current.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const root = join(import.meta.dirname, '..');
const targets = {
  'policy.schema.json': 'src/policy/policy-document.generated.ts',
  'catalogue.schema.json': 'src/policy/catalogue-document.generated.ts',
  'record.schema.json': 'src/records/record.generated.ts',
  'fixtures.schema.json': 'src/verify/fixtures-document.generated.ts',
};
const check = process.argv.includes('--check');
let stale = 0;

for (const name of readdirSync(join(root, 'schemas'))) {
  const target = targets[name];
  if (target === undefined) continue;
  const schema = JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8'));
  const types = await compile(forTypes({ ...schema, $id: undefined }), rootName(name), {
    additionalProperties: false,
    bannerComment: `// Generated from schemas/${name} by npm run generate. Do not edit.`,
    customName: (_schema, definition) => definition,
    ignoreMinAndMaxItems: true,
    format: false,
    strictIndexSignatures: false,
    unreachableDefinitions: true,
  });
  const file = join(root, target);
  if (!check) writeFileSync(file, types);
  else if (readFileSync(file, 'utf8') !== types) {
    stale += 1;
    console.error(`${target} is not current: run npm run generate`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;

// The generator cannot follow a circular $ref that has siblings (2020-12 allows them), so it sees none; and it
// would name a type after every title, which is written for editors.
function forTypes(node) {
  if (Array.isArray(node)) return node.map(forTypes);
  if (typeof node !== 'object' || node === null) return node;
  if (typeof node.$ref === 'string') return { $ref: node.$ref };
  const entries = Object.entries(node).filter(([key, value]) => !(key === 'title' && typeof value === 'string'));
  return Object.fromEntries(entries.map(([key, value]) => [key, forTypes(value)]));
}

function rootName(file) {
  return `${file[0].toUpperCase()}${file.slice(1).replace('.schema.json', '')}Document`;
}
