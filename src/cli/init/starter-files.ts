import { readPolicyNames } from '../../policy/policy-names.js';
import type { GeneratedFile } from '../generated-files.js';
import { fixturesSchemaPath, modeline, schemaPath, schemaTexts } from '../schema/schema-files.js';
import { starterFixtures, starterPolicy } from './starter-policy.js';

/** A policy to start from, its fixtures, and the schemas that their first lines point editors to. */
export function starterFiles(folder: string, name: string): readonly GeneratedFile[] {
  const policy = `${folder}/${name}.yaml`;
  const fixtures = `${folder}/${name}.test.yaml`;
  const text = `${modeline(policy)}\n${starterPolicy(name)}`;
  const schema = schemaPath(policy);
  const names = readPolicyNames(text, { file: policy });
  const [ownPolicy = '', ownFixtures = ''] = names === undefined ? [] : schemaTexts(names);
  return [
    { path: policy, text },
    { path: fixtures, text: `${modeline(fixtures)}\n${starterFixtures(name)}` },
    { path: schema, text: ownPolicy },
    { path: fixturesSchemaPath(schema), text: ownFixtures },
  ];
}
