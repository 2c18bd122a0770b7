import { operatorsOf } from '../../policy/check-comparison.js';
import type { FactDeclaration } from '../../policy/fact-declaration.js';
import { canBeUnknown, type FactDomain } from '../../policy/fact-domain.js';
import { describeFact } from '../describe/describe-fact.js';
import type { JsonSchema } from './json-schema.js';

/** What may stand under a fact's name in a condition: a value, a list of values, or operators that fit its type. */
export function testSchema(fact: FactDeclaration, operators: JsonSchema): JsonSchema {
  const { domain } = fact;
  const published = (operators.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const properties = operatorsOf[domain.type].map((operator) => {
    const { title, description } = published[operator] ?? {};
    return [operator, { title, description, ...operandSchema(operator, fact, published[operator] ?? {}) }] as const;
  });
  const mapping = { minProperties: 1, additionalProperties: false, properties: Object.fromEntries(properties) };
  if (domain.type === 'list') return { ...titleOf(fact), type: 'object', ...mapping };
  const { type, ...value } = valueSchema(fact);
  const several = { minItems: 1, items: { type, ...value } };
  // One schema of several types marks the key that is wrong, where alternatives mark the whole mapping.
  return 'enum' in value
    ? {
        ...titleOf(fact),
        anyOf: [
          { type: ['array', 'object'], ...several, ...mapping },
          { type, ...value },
        ],
      }
    : { ...titleOf(fact), type: [type, 'array', 'object'], ...value, ...several, ...mapping };
}

function operandSchema(operator: string, fact: FactDeclaration, published: JsonSchema): JsonSchema {
  switch (operator) {
    case 'is':
    case 'is_not':
      return valueSchema(fact);
    case 'one_of':
    case 'none_of':
      return { type: 'array', minItems: 1, items: valueSchema(fact) };
    case 'contains':
      return fact.domain.type === 'list' ? itemSchema(fact.domain) : published;
    default:
      return published;
  }
}

/** A value that a fixture gives; null where the fact can be unknown. */
export function givenSchema(fact: FactDeclaration): JsonSchema {
  const unknown = canBeUnknown(fact.declaration) ? [{ type: 'null', description: 'The fact is unknown.' }] : [];
  return { ...titleOf(fact), oneOf: [givenValue(fact), ...unknown] };
}

function givenValue(fact: FactDeclaration): JsonSchema {
  const { domain } = fact;
  return domain.type === 'list' ? { type: 'array', items: itemSchema(domain) } : valueSchema(fact);
}

/** One value of the fact; of a list one item. */
function valueSchema({ domain, declaration }: FactDeclaration): JsonSchema {
  switch (domain.type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'number': {
      const { integer, minimum, maximum, values } = domain;
      const range = { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
      return { type: integer ? 'integer' : 'number', ...range, ...(values !== undefined && { enum: values }) };
    }
    case 'string': {
      if (domain.values === undefined) return { type: 'string' };
      const shares =
        declaration.from === 'bucket' ? declaration.arms.map(({ percent }) => `${percent} percent.`) : undefined;
      return { type: 'string', enum: domain.values, ...(shares !== undefined && { enumDescriptions: shares }) };
    }
    case 'list':
      return itemSchema(domain);
    default:
      return domain satisfies never;
  }
}

function itemSchema(domain: Extract<FactDomain, { type: 'list' }>): JsonSchema {
  return domain.values === undefined ? { type: 'string' } : { type: 'string', enum: domain.values };
}

/** Keys of a table by this fact; undefined when any number or text may stand there. */
export function tableKeys({ domain }: FactDeclaration): readonly string[] | undefined {
  if (domain.type === 'boolean') return ['true', 'false', 'otherwise'];
  if (domain.type !== 'string' || domain.values === undefined) return undefined;
  return [...domain.values, 'otherwise'];
}

function titleOf({ name, declaration }: FactDeclaration): JsonSchema {
  return { title: name, description: `Is ${describeFact(declaration)}.` };
}
