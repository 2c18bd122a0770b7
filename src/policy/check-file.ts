import { createChecks } from '#validators/policy';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { findSecrets } from './find-secrets.js';
import { parseYaml } from './parse-yaml.js';
import type { Places } from './places.js';
import { type PolicyFile, unsoundPointers } from './policy-file.js';
import { policyFilesSchema } from './policy-schemas.js';
import { createValidator } from './validate.js';

export interface CheckedFile extends PolicyFile {
  readonly diagnostics: readonly Diagnostic[];
}

const validators = {
  policy: createValidator(policyFilesSchema, createChecks, 'policy'),
  include: createValidator(policyFilesSchema, createChecks, 'include'),
};

/** Text → data that fits the schema, as far as it does. The unsound set says where it does not. */
export function checkFile(
  role: 'policy' | 'include',
  text: string,
  file: string,
  name: string,
  parsed = parseYaml(text, file),
): CheckedFile {
  const secrets = findSecrets(parsed.value, parsed.places);
  const places = refusing(
    parsed.places,
    secrets.map(({ place }) => place.pointer),
  );
  const misfits = parsed.value === undefined ? [] : validators[role](parsed.value, places);
  const diagnostics = [...parsed.diagnostics, ...secrets, ...misfits];
  return { file, name, text, value: parsed.value, places, diagnostics, unsound: unsoundPointers(diagnostics, file) };
}

function refusing(places: Places, pointers: readonly string[]): Places {
  if (pointers.length === 0) return places;
  return { ...places, refused: new Set([...places.refused, ...pointers]) };
}
