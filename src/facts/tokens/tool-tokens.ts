import { type Fields, isFields } from '../../fields.js';
import { jsonText } from '../../request/json-text.js';
import type { ChatBody } from '../../request/routing-request.js';
import type { EncodingName } from './pre-tokens.js';
import type { TokenParts } from './request-tokens.js';

/** The cookbook's constants; only the first differs by model. */
const perFunction: Readonly<Record<EncodingName, number>> = { o200k_base: 7, cl100k_base: 10 };
const perProperties = 3;
const perProperty = 3;
const perEnum = -3;
const perEnumItem = 3;
const afterTools = 12;
/** Schemas nested deeper than this are counted as JSON. */
const deepest = 20;

/**
 * Tokens of tool definitions by the cookbook's num_tokens_for_tools: a line "name:description" a function, a line
 * "name:type:description" a property, and the items of enums. The cookbook stops at the first level of properties;
 * properties inside objects and lists count here like those. Other tools count as their JSON.
 */
export function toolTokenParts(body: ChatBody, encoding: EncodingName): TokenParts {
  const definitions = [...functionsOf(body)];
  if (definitions.length === 0) return { texts: [], overhead: 0 };
  const texts: string[] = [];
  let overhead = afterTools + definitions.length * perFunction[encoding];
  for (const definition of definitions) {
    if (typeof definition === 'string') texts.push(definition);
    else {
      texts.push(`${String(definition.name)}:${sentence(definition.description)}`);
      overhead += addProperties(definition.parameters, texts, 0);
    }
  }
  return { texts, overhead };
}

/** The functions among the tools, and the JSON of those that are something else. */
function* functionsOf(body: ChatBody): Generator<Fields | string> {
  for (const tool of body.tools ?? []) yield 'function' in tool ? { ...tool.function } : jsonText(tool);
  for (const definition of body.functions ?? []) yield { ...definition };
}

/** Adds a schema's lines to the texts, and gives its overhead. */
function addProperties(schema: unknown, texts: string[], depth: number): number {
  const properties = isFields(schema) ? schema.properties : undefined;
  if (!isFields(properties) || Object.keys(properties).length === 0) return 0;
  let overhead = perProperties;
  for (const [name, property] of Object.entries(properties)) {
    overhead += perProperty;
    if (!isFields(property) || depth >= deepest) texts.push(`${name}:${jsonText(property)}`);
    else overhead += addProperty(name, property, texts, depth + 1);
  }
  return overhead;
}

function addProperty(name: string, property: Fields, texts: string[], depth: number): number {
  const type = typeof property.type === 'string' ? property.type : jsonText(property.type);
  texts.push(`${name}:${type}:${sentence(property.description)}`);
  const items = Array.isArray(property.enum) ? property.enum : [];
  for (const item of items) texts.push(typeof item === 'string' ? item : jsonText(item));
  const enums = items.length > 0 ? perEnum + items.length * perEnumItem : 0;
  return enums + addProperties(property, texts, depth) + addProperties(property.items, texts, depth);
}

/** A description without its full stop, as the cookbook counts it. */
function sentence(description: unknown): string {
  if (typeof description !== 'string') return '';
  return description.endsWith('.') ? description.slice(0, -1) : description;
}
