import schema from '#schemas/policy.schema.json' with { type: 'json' };
import type { Schema } from './schema-branches.js';

export const policySchema: Schema = schema;

/** The maps that an included file may add to. */
export const sections = ['endpoints', 'models', 'tiers', 'facts', 'budgets'] as const;
export type Section = (typeof sections)[number];

/** An included file: the maps, further includes, and the catalogues of its models. */
export const includeSchema: Schema = {
  $schema: schema.$schema,
  title: 'Signalbox include',
  type: 'object',
  'x-expected': 'a mapping of endpoints, models, tiers, facts or budgets',
  'x-keys':
    'an included file has endpoints, models, tiers, facts, budgets, catalogue and include; all else stands in the policy',
  additionalProperties: false,
  properties: Object.fromEntries(
    ['include', 'catalogue', ...sections].map((key) => [key, (schema.properties as Record<string, unknown>)[key]]),
  ),
  $defs: schema.$defs,
};

/** Both in one, so that what they share is checked by the same code. */
export const policyFilesSchema: Schema = {
  ...schema,
  $defs: { ...(schema.$defs as Schema), IncludeFile: withoutDefinitions(includeSchema) },
};

/** Where `policyFilesSchema` has the schema of each kind of file, by JSON pointer. */
export const policyFileEntries = { policy: '', include: '/$defs/IncludeFile' } as const;

function withoutDefinitions({ $schema, $defs, ...rest }: Schema): Schema {
  return rest;
}
