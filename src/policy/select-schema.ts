import { appendPointer, pointerTokens } from './json-pointer.js';
import {
  type Branch,
  type BranchGroup,
  describeBranches,
  type JsonType,
  jsonType,
  type Schema,
} from './schema-branches.js';

/** Gives the group of branches whose `oneOf` stands in the part at a JSON pointer; described when first asked for. */
export type BranchGroups = (pointer: string) => BranchGroup;

export function branchGroups(root: Schema): BranchGroups {
  const described = new Map<string, BranchGroup>();
  return (pointer) => {
    let group = described.get(pointer);
    if (group === undefined) {
      const { oneOf } = partOf(root, pointer) as { readonly oneOf: readonly unknown[] };
      group = describeBranches(oneOf.map((branch) => describeBranch(root, branch)));
      described.set(pointer, group);
    }
    return group;
  };
}

/**
 * Rewrites `oneOf: [A, B]` to `choose: [A, B]` with `choice`, the pointer of its group: if A was meant then A, if B was
 * meant then B, if neither then refuse. A plain oneOf reports the failures of every branch; this reports those of one.
 */
export function selectBranches(root: Schema): Schema {
  const rewrite = (node: unknown, pointer: string): unknown => {
    if (Array.isArray(node)) return node.map((item, index) => rewrite(item, appendPointer(pointer, index)));
    if (typeof node !== 'object' || node === null) return node;
    const { oneOf, ...rest } = node as Record<string, unknown>;
    const rewritten = Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [key, rewrite(value, appendPointer(pointer, key))]),
    );
    if (!Array.isArray(oneOf)) return rewritten;
    const branches = oneOf.map((branch, index) => named(branch, appendPointer(pointer, 'oneOf', index), pointer));
    return { ...rewritten, choice: pointer, choose: branches };
  };
  /** The branch itself, marked with its group, so that a key of a sibling can be told from a misspelling. */
  const named = (branch: unknown, pointer: string, group: string): unknown => {
    const at = targetOf(root, branch, pointer);
    const resolved = partOf(root, at) as Schema;
    return resolved.type === 'object' ? rewrite({ ...resolved, group }, at) : rewrite(branch, pointer);
  };
  return rewrite(root, '') as Schema;
}

/** The part of a schema at a JSON pointer. */
export function partOf(schema: Schema, pointer: string): unknown {
  return pointerTokens(pointer).reduce<unknown>((part, key) => (part as Schema | undefined)?.[key], schema);
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
  const { $ref } = node as Schema;
  return typeof $ref === 'string' && $ref.startsWith('#/')
    ? resolve(root, partOf(root, $ref.slice(1)))
    : (node as Schema);
}

/** Where the schema stands that a node refers to: itself, unless it is a reference. */
function targetOf(root: Schema, node: unknown, pointer: string): string {
  const { $ref } = node as Schema;
  if (typeof $ref !== 'string' || !$ref.startsWith('#/')) return pointer;
  return targetOf(root, partOf(root, $ref.slice(1)), $ref.slice(1));
}
