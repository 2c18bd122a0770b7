import {
  type Branch,
  type BranchGroup,
  describeBranches,
  type JsonType,
  jsonType,
  type Schema,
} from './schema-branches.js';

/** A schema in which every `oneOf` selects the branch that was meant, and the groups it refers to by index. */
export interface SelectingSchema {
  readonly schema: Schema;
  readonly groups: readonly BranchGroup[];
}

/**
 * Rewrites `oneOf: [A, B]` to `choose: [A, B]` with `choice`, the index of its group: if A was meant then A, if B was
 * meant then B, if neither then refuse. A plain oneOf reports the failures of every branch; this reports those of one.
 */
export function selectBranches(root: Schema): SelectingSchema {
  const groups: BranchGroup[] = [];
  const rewrite = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(rewrite);
    if (typeof node !== 'object' || node === null) return node;
    const { oneOf, ...rest } = node as Record<string, unknown>;
    const rewritten = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, rewrite(value)]));
    if (!Array.isArray(oneOf)) return rewritten;
    const choice = groups.push(describeBranches(oneOf.map((branch) => describeBranch(root, branch)))) - 1;
    return { ...rewritten, choice, choose: oneOf.map((branch) => rewrite(named(root, branch, choice))) };
  };
  return { schema: rewrite(root) as Schema, groups };
}

/** The branch itself, marked with its group, so that a key of a sibling can be told from a misspelling. */
function named(root: Schema, branch: unknown, group: number): unknown {
  const resolved = resolve(root, branch);
  return resolved.type === 'object' ? { ...resolved, group } : branch;
}

function describeBranch(root: Schema, branch: unknown): Branch {
  const schema = resolve(root, branch);
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const closed = schema.additionalProperties === false;
  return {
    schema,
    types: new Set(typesOf(root, schema)),
    required: (schema.required as string[] | undefined) ?? [],
    constants: new Map(
      Object.entries(properties).flatMap(([name, property]) => ('const' in property ? [[name, property.const]] : [])),
    ),
    ...(closed && { keys: new Set(Object.keys(properties)) }),
  };
}

function typesOf(root: Schema, schema: Schema): JsonType[] {
  if (Array.isArray(schema.type)) return schema.type as JsonType[];
  if (typeof schema.type === 'string') return [schema.type as JsonType];
  if ('const' in schema) return [jsonType(schema.const)];
  if (Array.isArray(schema.enum)) return schema.enum.map(jsonType);
  const union = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(union)) return union.flatMap((branch) => typesOf(root, resolve(root, branch)));
  return ['string', 'number', 'boolean', 'array', 'object', 'null'];
}

/** Follows `#/…` references; siblings of the reference are for people. */
function resolve(root: Schema, node: unknown): Schema {
  const schema = node as Schema;
  if (typeof schema.$ref !== 'string' || !schema.$ref.startsWith('#/')) return schema;
  const target = schema.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
  return resolve(root, target);
}
