import { posix } from 'node:path';
import type { LoadedPolicy } from '../../policy/load-policy.js';
import { type PolicyNames, readPolicyNames } from '../../policy/policy-names.js';
import type { GeneratedFile } from '../generated-files.js';
import type { JsonSchema } from './json-schema.js';
import { ownFixturesSchema, ownPolicySchema } from './own-schemas.js';

/** The schema of a policy and that of its fixtures; none when the policy cannot be read at all. */
export function schemaFiles(loaded: LoadedPolicy, out?: string): readonly GeneratedFile[] {
  const names = namesOf(loaded);
  if (names === undefined) return [];
  const path = out ?? schemaPath(loaded.file);
  const [policy, fixtures] = schemaTexts(names);
  return [
    { path, text: policy },
    { path: fixturesSchemaPath(path), text: fixtures },
  ];
}

/** The schema of a policy, and that of its fixtures. */
export function schemaTexts(names: PolicyNames): readonly [policy: string, fixtures: string] {
  return [write(ownPolicySchema(names)), write(ownFixturesSchema(names))];
}

/** Where the schema of a policy belongs: `.schema/support.schema.json` beside `support.yaml`. */
export function schemaPath(policyFile: string): string {
  return posix.join(posix.dirname(policyFile), schemaFolder, `${stemOf(policyFile)}.schema.json`);
}

/** `support.test.schema.json` for `support.schema.json`. */
export function fixturesSchemaPath(policySchema: string): string {
  return policySchema.replace(/(\.schema)?(\.json)?$/, '.test$1$2');
}

/** The line with which a policy, or a fixture file, tells editors its schema. */
export function modeline(file: string): string {
  return `# yaml-language-server: $schema=./${schemaFolder}/${stemOf(file)}.schema.json`;
}

const schemaFolder = '.schema';

function stemOf(file: string): string {
  return posix.basename(file).replace(/\.ya?ml$/, '');
}

function namesOf({ file, files }: LoadedPolicy): PolicyNames | undefined {
  const textOf = (name: string): string | undefined => files.find((read) => read.file === name)?.text;
  const text = textOf(file);
  if (text === undefined) return undefined;
  return readPolicyNames(text, {
    file,
    readInclude: (name) => textOf(posix.join(posix.dirname(file), name)),
  });
}

function write(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
