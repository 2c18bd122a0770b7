import fixturesSchema from '#schemas/fixtures.schema.json' with { type: 'json' };
import type { FactDeclaration } from '../../policy/fact-declaration.js';
import { canBeUnknown } from '../../policy/fact-domain.js';
import type { PolicyNames } from '../../policy/policy-names.js';
import { policySchema } from '../../policy/policy-schemas.js';
import { givenSchema } from './fact-schemas.js';
import type { JsonSchema } from './json-schema.js';
import { choice, type Definitions, narrowSchema } from './narrow-schema.js';
import { describeDeclared, ownDefinitions, tableDefinition } from './own-definitions.js';

/** The schema of one policy: the published one, in which every name is one that the policy defines. */
export function ownPolicySchema(names: PolicyNames): JsonSchema {
  const published = policySchema.$defs as Definitions;
  return narrowSchema(titled(policySchema, names), {
    ...ownDefinitions(names, published),
    TableRule: tableDefinition(names, published.TableRule ?? {}),
    ...listedIds(names, published),
  });
}

/** Ids of models that catalogues list. Another can be right, at an endpoint without one. */
function listedIds({ catalogues }: PolicyNames, published: Definitions): Definitions {
  const { title, description, ...anyText } = published.SentId ?? {};
  const listed = catalogues.list.flatMap(({ file, models }) =>
    [...models.keys()].map((id) => [id, `As ${file} lists it.`] as const),
  );
  const suggested = choice([...new Map(listed.toReversed())].toReversed(), {}, true);
  return suggested === undefined ? {} : { SentId: { title, description, anyOf: [suggested, anyText] } };
}

/** The schema of the fixtures of one policy. */
export function ownFixturesSchema(names: PolicyNames): JsonSchema {
  const published = fixturesSchema.$defs as Definitions;
  const { PinnableName: _pinnable, TierName, ...defined } = ownDefinitions(names, published);
  const listed = listedSlots(names);
  const own: Definitions =
    listed.length === 0 ? defined : { ...defined, ...withListed(defined.SlotName, listed, published) };
  return narrowSchema(titled(fixturesSchema, names), {
    ...own,
    ...noneAlso('TierOrNone', TierName, published),
    ...noneAlso('SlotOrNone', own.SlotName, published),
    ...idDefinitions(names, published),
    ...factDefinitions(names, published),
    ...simulation(names, published),
  });
}

/** Models that a policy has from a catalogue only. A request may go to them where it asks for the cheapest. */
function listedSlots({ models, catalogues }: PolicyNames): readonly string[] {
  return [...catalogues.slots.keys()].filter((id) => !models.has(id));
}

function withListed(own: JsonSchema | undefined, listed: readonly string[], published: Definitions): Definitions {
  if (own === undefined) return {};
  const { enum: slots = [], enumDescriptions = [] } = own as { enum?: string[]; enumDescriptions?: string[] };
  const both = [...slots.map((slot, index) => [slot, enumDescriptions[index] ?? ''] as const)];
  const ids = listed.map((id) => [id, 'A model of the catalogue.'] as const);
  return { SlotName: choice([...both, ...ids], published.SlotName ?? {}, true) ?? own };
}

function titled(schema: JsonSchema, { policy }: PolicyNames): JsonSchema {
  return policy === undefined ? schema : { ...schema, title: `${String(schema.title)} of ${policy}` };
}

function noneAlso(name: string, names: JsonSchema | undefined, published: Definitions): Definitions {
  if (names === undefined) return {};
  const { title, description } = published[name] ?? {};
  return { [name]: { title, description, oneOf: [names, { type: 'null', description: 'None.' }] } };
}

function idDefinitions(
  { rules, constraints, shadows, models, facts }: PolicyNames,
  published: Definitions,
): Definitions {
  const ids = (map: ReadonlyMap<string, string | undefined>, fallback: string): [string, string][] =>
    [...map].map(([id, description]) => [id, description ?? fallback]);
  const buckets = [...facts.defined().values()].filter(({ declaration }) => declaration.from === 'bucket');
  const modelIds = [...models.defined().values()].map(({ id, name }) => [id, `The model slot ${name}.`] as const);
  const { title, description, ...anyText } = published.ModelId ?? {};
  const suggested = choice([...new Map(modelIds)], {}, true);
  return Object.fromEntries(
    Object.entries({
      RuleId: choice([...ids(rules, 'A rule.'), ['default', 'No rule matched.']], published.RuleId ?? {}, true),
      ConstraintId: choice(ids(constraints, 'A constraint.'), published.ConstraintId ?? {}, true),
      ShadowId: choice(ids(shadows, 'A shadow.'), published.ShadowId ?? {}, true),
      BucketName: choice(
        buckets.map((fact) => [fact.name, describeDeclared(fact)]),
        published.BucketName ?? {},
        facts.complete && buckets.length > 0 && facts.names().every((name) => facts.get(name) !== undefined),
      ),
      // A variant is part of the id that is sent, so other ids can be right.
      ModelId: suggested && { title, description, anyOf: [suggested, anyText] },
    }).filter((entry): entry is [string, JsonSchema] => entry[1] !== undefined),
  );
}

/** Facts by name, each with the values that may be given for it. */
function factDefinitions({ facts }: PolicyNames, published: Definitions): Definitions {
  const byFact = (schema: (fact: FactDeclaration) => JsonSchema, other: JsonSchema): JsonSchema => ({
    properties: Object.fromEntries(
      facts.names().map((name) => {
        const fact = facts.get(name);
        return [name, fact === undefined ? other : schema(fact)];
      }),
    ),
    additionalProperties: facts.complete ? false : other,
  });
  const list = (items: JsonSchema): JsonSchema => ({ type: 'array', minItems: 1, uniqueItems: true, items });
  const given = { $ref: '#/$defs/GivenValue' };
  const read = { $ref: '#/$defs/FactValue' };
  return {
    GivenFacts: { ...published.GivenFacts, ...byFact(givenSchema, given) },
    Matrix: { ...published.Matrix, ...byFact((fact) => list(givenSchema(fact)), list(given)) },
    // A value that was read may lie outside the declared ones.
    ReadFacts: { ...published.ReadFacts, ...byFact((fact) => readSchema(fact, read), read) },
  };
}

function readSchema(fact: FactDeclaration, any: JsonSchema): JsonSchema {
  const { title, description, oneOf } = givenSchema(fact);
  const isOpen = fact.domain.type !== 'boolean' && fact.domain.open;
  const known = (oneOf as readonly JsonSchema[]).filter(({ type }) => type !== 'null');
  return { title, description, anyOf: isOpen || canBeUnknown(fact.declaration) ? [...known, any] : known };
}

function simulation(names: PolicyNames, published: Definitions): Definitions {
  const { models } = names;
  if (!models.complete) return {};
  const scripts = [...models.names(), ...listedSlots(names)].map((name) => [name, { $ref: '#/$defs/Script' }]);
  return {
    Simulation: { ...published.Simulation, properties: Object.fromEntries(scripts), additionalProperties: false },
  };
}
