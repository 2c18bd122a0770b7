import { isDeepStrictEqual } from 'node:util';
import type { Decision, RoutedDecision } from '../decide/decision.js';
import type { Expectation } from './fixtures-document.generated.js';

/** An expected field that the decision does not have. */
export interface Difference {
  /** The field, with a path where it is nested: `tier`, `facts.tokens`, `every_model.labels`. */
  readonly field: string;
  readonly expected: unknown;
  /** What the decision has instead; null for nothing. */
  readonly actual: unknown;
}

type Check<Value> = (expected: Value, routed: RoutedDecision) => readonly Difference[];
type Checks = { readonly [Field in keyof Expectation]-?: Check<NonNullable<Expectation[Field]>> };

/** What the decision lacks of the expectation; only fields that the expectation names are compared. */
export function compareDecision(expectation: Expectation, routed: RoutedDecision): readonly Difference[] {
  return expectedFields(expectation).flatMap((field) => {
    const check = checks[field] as Check<unknown>;
    return check(expectation[field], routed);
  });
}

/** The fields that an expectation asserts, in the order of the file. */
export function expectedFields(expectation: Expectation): readonly (keyof Expectation)[] {
  const known = (field: string): field is keyof Expectation => Object.hasOwn(checks, field);
  return Object.keys(expectation)
    .filter(known)
    .filter((field) => expectation[field] !== undefined);
}

const checks: Checks = {
  rule: (expected, { decision }) => equal('rule', expected, decision.rule),
  reason: (expected, { decision }) => equal('reason', expected, decision.reason),
  tier: (expected, { decision }) => equal('tier', expected, decision.tier),
  model: (expected, { decision }) => equal('model', expected, decision.chain[0] ?? null),
  chain: (expected, { decision }) => equal('chain', expected, decision.chain),
  slots: (expected, { decision }) =>
    equal(
      'slots',
      expected,
      decision.targets.map((target) => target.slot),
    ),
  max_tokens: (expected, { decision }) => equal('max_tokens', expected, decision.max_tokens),
  reject: (expected, { decision }) => compareReject(expected, decision),
  error: (expected, { decision }) => equal('error', expected, errorOf(decision)),
  every_model: (expected, routed) => compareEveryModel(expected, routed),
  computed: (expected, { decision }) => {
    const missing = expected.filter((fact) => !wasRead(decision, fact));
    return missing.length === 0 ? [] : [{ field: 'computed', expected: missing, actual: null }];
  },
  not_computed: (expected, { decision }) => {
    const read = expected.filter((fact) => wasRead(decision, fact));
    return read.length === 0 ? [] : [{ field: 'not_computed', expected: read, actual: 'computed' }];
  },
  facts: (expected, { decision }) =>
    Object.entries(expected).flatMap(([fact, value]) =>
      equal(`facts.${fact}`, value, decision.facts[fact] ?? (wasRead(decision, fact) ? 'unknown' : 'not computed')),
    ),
  unknown: (expected, { decision }) => {
    const unknown = decision.unknown.map(({ fact }) => fact);
    return expected.every((fact) => unknown.includes(fact)) ? [] : [{ field: 'unknown', expected, actual: unknown }];
  },
  params: (expected, { decision }) =>
    Object.entries(expected).flatMap(([param, value]) =>
      equal(`params.${param}`, value, decision.params[param] ?? null),
    ),
  exposures: (expected, { decision }) =>
    sameSet(
      'exposures',
      expected,
      decision.exposures.map(({ experiment }) => experiment),
    ),
  constraints: (expected, { decision }) =>
    sameSet(
      'constraints',
      expected,
      decision.constraints.map(({ id }) => id),
    ),
};

function equal(field: string, expected: unknown, actual: unknown): readonly Difference[] {
  return isDeepStrictEqual(expected, actual) ? [] : [{ field, expected, actual }];
}

function sameSet(field: string, expected: readonly string[], actual: readonly string[]): readonly Difference[] {
  return isDeepStrictEqual(expected.toSorted(), actual.toSorted()) ? [] : [{ field, expected, actual }];
}

function wasRead(decision: Decision, fact: string): boolean {
  return Object.hasOwn(decision.facts, fact) || decision.unknown.some((entry) => entry.fact === fact);
}

function errorOf(decision: Decision): Expectation['error'] | null {
  if (decision.reject !== undefined) return 'REQUEST_REJECTED';
  return decision.no_eligible_model === true ? 'NO_ELIGIBLE_MODEL' : null;
}

function compareReject(expected: NonNullable<Expectation['reject']>, decision: Decision): readonly Difference[] {
  const { reject } = decision;
  if (typeof expected === 'boolean') {
    return expected === (reject !== undefined) ? [] : [{ field: 'reject', expected, actual: reject ?? false }];
  }
  if (reject === undefined) return [{ field: 'reject', expected, actual: false }];
  return [
    ...(expected.message === undefined ? [] : equal('reject.message', expected.message, reject.message)),
    ...(expected.status === undefined ? [] : equal('reject.status', expected.status, reject.status)),
  ];
}

/** Of an empty chain nothing is asserted: what was meant to hold for every model must have a model to hold for. */
function compareEveryModel(
  expected: NonNullable<Expectation['every_model']>,
  { candidates }: RoutedDecision,
): readonly Difference[] {
  if (candidates.length === 0) return [{ field: 'every_model', expected, actual: 'no model' }];
  const { labels, endpoints } = expected;
  const unlabelled = candidates.filter(({ slot }) => labels?.some((label) => !slot.labels.includes(label)));
  const elsewhere = candidates.filter(({ slot }) => endpoints !== undefined && !endpoints.includes(slot.endpoint.name));
  return [
    ...unlabelled.map(({ slot }) => ({
      field: 'every_model.labels',
      expected: labels,
      actual: { [slot.name]: slot.labels },
    })),
    ...elsewhere.map(({ slot }) => ({
      field: 'every_model.endpoints',
      expected: endpoints,
      actual: { [slot.name]: slot.endpoint.name },
    })),
  ];
}
