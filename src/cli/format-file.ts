import fixturesSchema from '#schemas/fixtures.schema.json' with { type: 'json' };
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { formatYaml } from '../policy/format-yaml.js';
import { identifyFile } from '../policy/identify-file.js';
import { parseYaml } from '../policy/parse-yaml.js';
import { includeSchema, policySchema } from '../policy/policy-schemas.js';
import type { Schema } from '../policy/schema-branches.js';

export interface FormattedFile {
  /** Undefined when the file is better left alone; then the diagnostics say why. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Formats a policy, an include or a fixture file, whichever the text is. */
export function formatFile(source: string, file: string): FormattedFile {
  const text = formatYaml(source, file, schemaFor(source, file));
  if (text !== undefined) return { text, diagnostics: [] };
  const { diagnostics } = parseYaml(source, file);
  return { diagnostics: diagnostics.length > 0 ? diagnostics : [undrawable(file)] };
}

function schemaFor(source: string, file: string): Schema {
  const { value } = parseYaml(source, file);
  if (typeof value === 'object' && value !== null && 'cases' in value) return fixturesSchema;
  return identifyFile(source, parseYaml(source, file)).kind === 'policy' ? policySchema : includeSchema;
}

function undrawable(file: string): Diagnostic {
  const place = { file, pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
  const message = 'the file cannot be formatted without a change of what it means';
  return {
    code: 'yaml-unsupported',
    severity: 'error',
    message,
    help: 'write it with fewer of YAML’s rarer forms',
    place,
  };
}
