import type { FactDeclaration } from '../../policy/fact-declaration.js';
import type { ModelSlot } from '../../policy/model-slot.js';
import type { PolicyNames } from '../../policy/policy-names.js';
import type { Tier } from '../../policy/tier.js';
import { describeChain } from '../describe/describe-chain.js';
import { describeFact } from '../describe/describe-fact.js';
import { tableKeys, testSchema } from './fact-schemas.js';
import type { JsonSchema } from './json-schema.js';
import { choice, type Definitions } from './narrow-schema.js';

/** The definitions that a policy's own names replace, in the schema of policies as in that of fixtures. */
export function ownDefinitions(names: PolicyNames, published: Definitions): Definitions {
  const { endpoints, models, tiers, labels, facts } = names;
  const tierNames = tiers.names().map((name) => [name, describeTier(tiers.get(name))] as const);
  const slotNames = models.names().map((name) => [name, describeSlot(models.get(name))] as const);
  const of = (definition: string): JsonSchema => published[definition] ?? {};
  return defined({
    EndpointName: choice(
      endpoints.names().map((name) => [name, `An endpoint of kind ${endpoints.get(name)?.kind ?? 'unknown'}.`]),
      of('EndpointName'),
      endpoints.complete,
    ),
    SlotName: choice(slotNames, of('SlotName'), models.complete),
    TierName: choice(tierNames, of('TierName'), tiers.complete),
    PinnableName: choice([...tierNames, ...slotNames], of('PinnableName'), tiers.complete && models.complete),
    Label: choice(
      labels.names().map((name) => [name, labelled(name, names)]),
      of('Label'),
      labels.complete,
    ),
    FactName: choice(
      facts.names().map((name) => [name, describeDeclared(facts.get(name))]),
      of('FactName'),
      facts.complete,
    ),
    ...conditionDefinitions(names, published),
  });
}

/** A condition whose facts are known, each with the tests that fit it. */
function conditionDefinitions({ facts }: PolicyNames, published: Definitions): Record<string, JsonSchema | undefined> {
  const { properties, additionalProperties, ...condition } = published.Condition ?? {};
  const tests = facts.names().map((name) => {
    const fact = facts.get(name);
    // A fact whose declaration is broken has a name, but no type yet.
    return [name, fact === undefined ? published.Test : testSchema(fact, published.Operators ?? {})] as const;
  });
  const references = facts.names().map((name) => [name, { $ref: `#/$defs/${testName(name)}` }] as const);
  return {
    ...Object.fromEntries(tests.map(([name, schema]) => [testName(name), schema])),
    Condition: {
      ...condition,
      properties: { ...(properties as object), ...Object.fromEntries(references) },
      additionalProperties: facts.complete ? false : additionalProperties,
    },
  };
}

/** A table whose entries are the values of its fact. */
export function tableDefinition({ facts }: PolicyNames, published: JsonSchema): JsonSchema {
  const { choose } = published.properties as Readonly<Record<string, JsonSchema>>;
  const byFact = facts.names().flatMap((name) => {
    const fact = facts.get(name);
    const keys = fact === undefined ? ['otherwise'] : tableKeys(fact);
    const properties = Object.fromEntries((keys ?? ['otherwise']).map((key) => [key, { $ref: '#/$defs/Outcome' }]));
    const entries = keys === undefined || fact === undefined ? choose?.additionalProperties : false;
    return [
      {
        if: { required: ['by'], properties: { by: { const: name } } },
        // biome-ignore lint/suspicious/noThenProperty: it is the keyword of JSON Schema
        then: { properties: { choose: { ...choose, properties, additionalProperties: entries } } },
      },
    ];
  });
  return byFact.length === 0 ? published : { ...published, allOf: byFact };
}

function testName(fact: string): string {
  return `TestOf_${fact}`;
}

function describeTier(tier: Tier | undefined): string {
  if (tier === undefined) return 'A tier with mistakes.';
  const chain = describeChain(tier, ({ id }) => id);
  const words = tier.description === undefined ? '' : `${tier.description} `;
  return `${words}${chain}; at most ${tier.maxTokens} tokens.`;
}

function describeSlot(slot: ModelSlot | undefined): string {
  return slot === undefined ? 'A model slot with mistakes.' : `${slot.id} at ${slot.endpoint.name}.`;
}

export function describeDeclared(fact: FactDeclaration | undefined): string {
  return fact === undefined ? 'A fact with mistakes.' : `Is ${describeFact(fact.declaration)}.`;
}

function labelled(label: string, { models }: PolicyNames): string {
  const slots = [...models.defined().values()].filter(({ labels }) => labels.includes(label));
  return slots.length === 0 ? 'A label.' : `Of ${slots.map(({ name }) => name).join(', ')}.`;
}

function defined(all: Readonly<Record<string, JsonSchema | undefined>>): Definitions {
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, JsonSchema] => entry[1] !== undefined),
  );
}
