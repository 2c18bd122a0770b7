import schema from '#schemas/fixtures.schema.json' with { type: 'json' };
import { createChecks } from '#validators/fixtures';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js';
import type { SourceFile } from '../diagnostics/place.js';
import { parseYaml } from '../policy/parse-yaml.js';
import type { Places } from '../policy/places.js';
import { createValidator } from '../policy/validate.js';
import type { FixturesDocument } from './fixtures-document.generated.js';

const validate = createValidator(schema, createChecks, 'fixtures');

export interface ParsedFixtures {
  /** Undefined when there are errors. */
  readonly document?: FixturesDocument;
  readonly places: Places;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a fixture file as far as it can be read without its policy. */
export function parseFixtures({ file, text }: SourceFile): ParsedFixtures {
  const { value, places, diagnostics } = parseYaml(text, file);
  const findings = value === undefined ? diagnostics : [...diagnostics, ...validate(value, places)];
  if (hasErrors(findings)) return { places, diagnostics: findings };
  return { document: value as FixturesDocument, places, diagnostics: findings };
}
