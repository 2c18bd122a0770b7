import type { Decision } from '../decide/decision.js';
import { planExecution } from '../plan/plan-execution.js';
import { refusalOf } from './case-execution.js';
import type { CaseOutcome } from './case-outcome.js';
import { type Difference, equal, includes, sameSet } from './difference.js';
import { compareEveryModel } from './every-model.js';
import { type ExecutionField, executionChecks } from './execution-checks.js';
import type { Expectation } from './fixtures-document.generated.js';

type Check<Value> = (expected: Value, outcome: CaseOutcome) => readonly Difference[];
type Checks = { readonly [Field in keyof Expectation]-?: Check<Exclude<Expectation[Field], undefined>> };

/** What the outcome lacks of the expectation; only fields that the expectation names are compared. */
export function compareOutcome(expectation: Expectation, outcome: CaseOutcome): readonly Difference[] {
  return expectedFields(expectation).flatMap((field) => {
    const check = checks[field] as Check<unknown>;
    return check(expectation[field], outcome);
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
  rule: (expected, { routed }) => equal('rule', expected, routed.decision.rule),
  reason: (expected, { routed }) => equal('reason', expected, routed.decision.reason),
  tier: (expected, { routed }) => equal('tier', expected, routed.decision.tier),
  model: (expected, { routed }) => equal('model', expected, routed.decision.chain[0] ?? null),
  chain: (expected, { routed }) => equal('chain', expected, routed.decision.chain),
  slots: (expected, { routed }) => equal('slots', expected, slotsOf(routed.decision)),
  max_tokens: (expected, { routed }) => equal('max_tokens', expected, routed.decision.max_tokens),
  reject: (expected, { routed }) => compareReject(expected, routed.decision),
  error: (expected, outcome) => equal('error', expected, errorOf(outcome)),
  served_by: executed('served_by'),
  attempts: executed('attempts'),
  cost_usd: executed('cost_usd'),
  duration_ms: executed('duration_ms'),
  degraded_to: executed('degraded_to'),
  every_model: (expected, { routed, shadows }) => compareEveryModel(expected, routed, shadows),
  computed: (expected, { routed }) => {
    const missing = expected.filter((fact) => !wasRead(routed.decision, fact));
    return missing.length === 0 ? [] : [{ field: 'computed', expected: missing, actual: null }];
  },
  not_computed: (expected, { routed }) => {
    const read = expected.filter((fact) => wasRead(routed.decision, fact));
    return read.length === 0 ? [] : [{ field: 'not_computed', expected: read, actual: 'computed' }];
  },
  facts: (expected, { routed: { decision } }) =>
    Object.entries(expected).flatMap(([fact, value]) =>
      equal(`facts.${fact}`, value, decision.facts[fact] ?? (wasRead(decision, fact) ? 'unknown' : 'not computed')),
    ),
  unknown: (expected, { routed }) => {
    const unknown = unknownFacts(routed.decision);
    return expected.every((fact) => unknown.includes(fact)) ? [] : [{ field: 'unknown', expected, actual: unknown }];
  },
  params: (expected, { routed }) => includes('params', expected, routed.decision.params),
  provider: (expected, outcome) => includes('provider', expected, providerOf(outcome)),
  exposures: (expected, { routed }) => sameSet('exposures', expected, exposedTo(routed.decision)),
  constraints: (expected, { routed }) => sameSet('constraints', expected, constraintsOf(routed.decision)),
  shadows: (expected, { shadows = [] }) =>
    sameSet(
      'shadows',
      expected,
      shadows.map(({ id }) => id),
    ),
};

function executed<Field extends ExecutionField>(field: Field): Checks[Field] {
  return ((expected: never, { execution }: CaseOutcome) => {
    if (execution === undefined) throw new Error(`a case that expects ${field} was not executed`);
    return executionChecks[field](expected, execution);
  }) as Checks[Field];
}

/** The error that the caller gets, as far as is known: of a run that was not executed, the refusal. */
export function errorOf({ routed, execution }: CaseOutcome): NonNullable<Expectation['error']> | null {
  return execution === undefined ? refusalOf(routed.decision) : execution.error;
}

export function slotsOf(decision: Decision): readonly string[] {
  return decision.targets.map(({ slot }) => slot);
}

export function unknownFacts(decision: Decision): readonly string[] {
  return decision.unknown.map(({ fact }) => fact);
}

export function exposedTo(decision: Decision): readonly string[] {
  return decision.exposures.map(({ experiment }) => experiment);
}

export function constraintsOf(decision: Decision): readonly string[] {
  return decision.constraints.map(({ id }) => id);
}

/** OpenRouter's provider object as the first model gets it. */
export function providerOf({ routed, request }: CaseOutcome): Readonly<Record<string, unknown>> {
  const [first] = planExecution(routed, request).targets;
  const provider = first?.body.provider;
  return typeof provider === 'object' && provider !== null ? (provider as Readonly<Record<string, unknown>>) : {};
}

function wasRead(decision: Decision, fact: string): boolean {
  return Object.hasOwn(decision.facts, fact) || unknownFacts(decision).includes(fact);
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
