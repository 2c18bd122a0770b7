import type { Schema } from './schema-branches.js';
import type { LayoutCollection, LayoutValue } from './yaml-layout.js';

/**
 * The same layout with keys in the order in which the schema lists them, unknown ones last. Mappings whose keys are
 * names that the author chose, and conditions, keep the author's order.
 */
export function orderKeys(value: LayoutValue, root: Schema): LayoutValue {
  return orderValue(value, root, root);
}

function orderValue(value: LayoutValue, schema: Schema | undefined, root: Schema): LayoutValue {
  const meant = schema === undefined ? undefined : branchFor(value, schema, root);
  if (meant === undefined || value.kind === 'scalar') return value;
  const { properties = {}, additionalProperties, items } = meant as Shape;
  const units = value.units.map((unit) => {
    const rest = typeof additionalProperties === 'object' ? additionalProperties : undefined;
    const inner = value.kind === 'list' ? items : Object.hasOwn(properties, unit.key) ? properties[unit.key] : rest;
    return { ...unit, value: orderValue(unit.value, inner, root) };
  });
  const keys = Object.keys(properties);
  if (value.kind === 'list' || additionalProperties !== false) return { ...value, units };
  const rank = (key: string): number => (keys.includes(key) ? keys.indexOf(key) : keys.length);
  return { ...value, units: units.toSorted((a, b) => rank(a.key) - rank(b.key)) };
}

interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly const?: unknown;
}

/** The schema that speaks of this value; of alternatives the one that knows most of its keys. */
function branchFor(value: LayoutValue, schema: Schema, root: Schema): Schema | undefined {
  const resolved = resolveReference(schema, root);
  const { oneOf } = resolved as Shape;
  if (oneOf === undefined) return resolved;
  if (value.kind === 'scalar') return undefined;
  const wanted = value.kind === 'list' ? 'array' : 'object';
  const branches = oneOf.map((branch) => branchFor(value, branch, root)).filter((branch) => branch?.type === wanted);
  const [best] = branches.toSorted((a, b) => knownKeys(value, b) - knownKeys(value, a));
  return best;
}

function knownKeys({ units }: LayoutCollection, schema: Schema | undefined): number {
  const { properties = {} } = (schema ?? {}) as Shape;
  return units.filter(({ key, value }) => {
    const wanted = (properties[key] as Shape | undefined)?.const;
    if (!Object.hasOwn(properties, key)) return false;
    return wanted === undefined || (value.kind === 'scalar' && value.lines[0] === String(wanted));
  }).length;
}

function resolveReference(schema: Schema, root: Schema): Schema {
  if (typeof schema.$ref !== 'string') return schema;
  const name = schema.$ref.replace('#/$defs/', '');
  const target = (root.$defs as Readonly<Record<string, Schema>>)[name];
  return target === undefined ? schema : resolveReference(target, root);
}
