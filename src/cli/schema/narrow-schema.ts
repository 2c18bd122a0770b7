import type { JsonSchema } from './json-schema.js';

/** Definitions by name, each the published one in its narrower form. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

/**
 * The published schema with some definitions replaced. What the published one gives as an example of a name would be
 * offered as a name that does not exist, so it is left out.
 */
export function narrowSchema(published: JsonSchema, definitions: Definitions): JsonSchema {
  // Two schemas of one id would be one to an editor.
  const { $id: _id, $defs, ...root } = published;
  const replaced = { ...($defs as Definitions), ...definitions };
  return withoutExamples({ ...root, $defs: replaced }, new Set(Object.keys(definitions))) as JsonSchema;
}

function withoutExamples(node: unknown, narrowed: ReadonlySet<string>): unknown {
  if (Array.isArray(node)) return node.map((item) => withoutExamples(item, narrowed));
  if (typeof node !== 'object' || node === null) return node;
  const { examples, ...rest } = node as Record<string, unknown>;
  const inner = Object.entries(rest).map(([key, value]) => [key, withoutExamples(value, narrowed)] as const);
  const kept = examples === undefined || names(rest, narrowed) ? {} : { examples };
  return { ...Object.fromEntries(inner), ...kept };
}

/** Whether the value is a name, or a list of names, or may be one. */
function names(schema: JsonSchema, narrowed: ReadonlySet<string>): boolean {
  const { $ref, oneOf = [], items } = schema as { $ref?: string; oneOf?: readonly JsonSchema[]; items?: JsonSchema };
  if ($ref !== undefined && narrowed.has($ref.replace('#/$defs/', ''))) return true;
  return oneOf.some((branch) => names(branch, narrowed)) || (items !== undefined && names(items, narrowed));
}

/** A choice of names; undefined when not all could be read, or there is none, so that any name may stand there. */
export function choice(
  names: readonly (readonly [name: string, description: string])[],
  { title, description }: JsonSchema,
  complete: boolean,
): JsonSchema | undefined {
  if (!complete || names.length === 0) return undefined;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    type: 'string',
    enum: names.map(([name]) => name),
    enumDescriptions: names.map(([, words]) => words),
  };
}
