import { pick } from '../../seeded-random.js';

type Schema = Readonly<Record<string, unknown>>;

const words = ['alpha', 'bravo', 'copper', 'delta', 'ember', 'fjord', 'granite', 'harbor'];
const maxDepth = 12;

const formats: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  time: '00:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/**
 * A small value that a JSON Schema allows, for tool arguments and structured answers. Knows type, const, enum, default,
 * properties, items, minItems, minLength, minimum, maximum, format, local $ref, allOf, anyOf and oneOf; nothing else.
 * A pattern is not obeyed. Recursion ends with null.
 */
export function sampleFromSchema(schema: unknown, random: () => number): unknown {
  return sample(schema, random, schema, 0);
}

function sample(node: unknown, random: () => number, root: unknown, depth: number): unknown {
  const schema = resolve(node, root, depth);
  if (!schema || depth > maxDepth) return null;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return pick(schema.enum, random) ?? null;
  if ('default' in schema) return schema.default;
  const branch = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (branch) return sample(branch[0], random, root, depth + 1);
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, random, root, depth);
    case 'array':
      return Array.from({ length: numberOr(schema.minItems, 1) }, () => sample(schema.items, random, root, depth + 1));
    case 'string':
      return sampleText(schema, random);
    case 'integer':
      return Math.ceil(sampleNumber(schema, random));
    case 'number':
      return sampleNumber(schema, random);
    case 'boolean':
      return random() < 0.5;
    default:
      return null;
  }
}

/** Follows a local reference and merges allOf, as far as the shapes above need it. */
function resolve(node: unknown, root: unknown, depth: number): Schema | undefined {
  let schema = asSchema(node);
  for (let hops = 0; typeof schema?.$ref === 'string' && hops < maxDepth; hops += 1) {
    schema = asSchema(valueAt(root, schema.$ref));
  }
  if (!schema || !Array.isArray(schema.allOf) || depth > maxDepth) return schema;
  const parts = [schema, ...schema.allOf.map((part) => resolve(part, root, depth + 1) ?? {})];
  return { ...Object.assign({}, ...parts), properties: Object.assign({}, ...parts.map((part) => part.properties)) };
}

function valueAt(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  const steps = reference.slice(1).split('/').slice(1);
  return steps.reduce<unknown>((value, step) => {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Schema)[key]
      : undefined;
  }, root);
}

function typeOf(schema: Schema): unknown {
  const type = Array.isArray(schema.type) ? schema.type.find((name) => name !== 'null') : schema.type;
  return type ?? (schema.properties ? 'object' : schema.items ? 'array' : undefined);
}

function sampleObject(schema: Schema, random: () => number, root: unknown, depth: number): unknown {
  const entries = Object.entries(asSchema(schema.properties) ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, sample(value, random, root, depth + 1)]));
}

function sampleText(schema: Schema, random: () => number): string {
  const known = typeof schema.format === 'string' ? formats[schema.format] : undefined;
  const text = known ?? pick(words, random) ?? '';
  return text.padEnd(numberOr(schema.minLength, 0), '.').slice(0, numberOr(schema.maxLength, Number.POSITIVE_INFINITY));
}

function sampleNumber(schema: Schema, random: () => number): number {
  const least = numberOr(schema.minimum, numberOr(schema.exclusiveMinimum, 0) + ('exclusiveMinimum' in schema ? 1 : 0));
  const most = numberOr(schema.maximum, least + 100);
  return least + Math.floor(random() * (most - least));
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function asSchema(value: unknown): Schema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : undefined;
}
