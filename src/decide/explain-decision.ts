import { isDeepStrictEqual } from 'node:util';
import type { Place } from '../diagnostics/place.js';
import type { Exposure, Reading } from '../facts/reading.js';
import type { FactValue } from '../policy/fact-domain.js';
import type { Outcome } from '../policy/policy.js';
import type { RoutingRequest } from '../request/routing-request.js';
import { describeComparison } from '../rules/comparison-test.js';
import type { CompiledConstraint, CompiledPolicy } from '../rules/compile-policy.js';
import { failingLeaf, truthOfFormula } from '../rules/explain-condition.js';
import type { FactReadings } from '../rules/fact-readings.js';
import type { Choice } from './choose-outcome.js';
import { escalationsOf, type RoutedEscalation } from './decide-escalation.js';
import type {
  AppliedConstraint,
  Candidate,
  DecidedEscalation,
  Decision,
  FilePosition,
  PassedOver,
  Target,
} from './decision.js';
import type { NarrowedChain } from './narrow-chain.js';
import { policyParams } from './policy-params.js';
import { describeEffects } from './requirements.js';

/** All that a decision is told from. */
export interface DecisionParts {
  readonly compiled: CompiledPolicy;
  readonly request: RoutingRequest;
  readonly id: string;
  readonly choice: Choice;
  readonly readings: FactReadings;
  /** Constraints that apply. */
  readonly active: readonly CompiledConstraint[];
  /** Undefined when the outcome rejects. */
  readonly chain?: NarrowedChain;
  readonly escalation?: RoutedEscalation;
}

/** Puts a decision into its public shape. What costs most, the rules passed over, is computed when first asked for. */
export function explainDecision(parts: DecisionParts): Decision {
  const { compiled, choice, chain, request } = parts;
  const { policy } = compiled;
  const { outcome } = choice;
  const candidates = chain?.candidates ?? [];
  let passedOver: readonly PassedOver[] | undefined;
  return {
    id: parts.id,
    policy: policy.name,
    version: policy.version,
    reason: choice.reason,
    rule: ruleName(compiled, choice),
    at: positionOf(decidingPlace(compiled, choice)),
    tier: (outcome.kind === 'route' && outcome.tier?.name) || null,
    chain: candidates.map(({ model }) => model),
    targets: candidates.map(targetOf),
    max_tokens: candidates[0]?.maxTokens ?? null,
    max_tokens_from: chain?.limitFrom ?? null,
    ...(outcome.kind === 'reject' && { reject: { message: outcome.message, status: outcome.status } }),
    ...(outcome.kind === 'route' && candidates.length === 0 && { no_eligible_model: true as const }),
    ...paramsOf(outcome, request),
    ...factsOf(parts),
    get passed_over() {
      passedOver ??= passedOverRules(parts);
      return passedOver;
    },
    constraints: appliedConstraints(parts),
    removed: chain?.removed ?? [],
    ...(parts.escalation !== undefined && { escalations: escalationsOf(parts.escalation).map(describeEscalation) }),
  };
}

function targetOf({ slot, model, maxTokens }: Candidate): Target {
  return { slot: slot.name, model, endpoint: slot.endpoint.name, max_tokens: maxTokens };
}

function describeEscalation({ tier, when, check, chain }: RoutedEscalation): DecidedEscalation {
  return {
    when,
    ...(check !== undefined && { check: check.name }),
    tier: tier.name,
    chain: chain.candidates.map(({ model }) => model),
    targets: chain.candidates.map(targetOf),
    removed: chain.removed,
  };
}

function ruleName(compiled: CompiledPolicy, choice: Choice): string | null {
  switch (choice.reason) {
    case 'rule':
      return compiled.rules[choice.ruleIndex]?.rule.id ?? null;
    case 'default':
      return 'default';
    case 'pinned':
      return null;
    default:
      return choice satisfies never;
  }
}

function decidingPlace(compiled: CompiledPolicy, choice: Choice): Place {
  const rule = choice.reason === 'rule' ? compiled.rules[choice.ruleIndex]?.rule : undefined;
  return rule?.place ?? choice.outcome.place;
}

function positionOf({ file, line, column }: Place): FilePosition {
  return { file, line, column };
}

function paramsOf(outcome: Outcome, request: RoutingRequest): Pick<Decision, 'params' | 'overridden'> {
  const params = outcome.kind === 'route' ? policyParams(outcome.params) : {};
  const body = request.body as Readonly<Record<string, unknown>>;
  const overridden = Object.entries(params).flatMap(([param, policy]) => {
    const caller = Object.hasOwn(body, param) ? body[param] : undefined;
    return caller === undefined || isDeepStrictEqual(caller, policy) ? [] : [{ param, caller, policy }];
  });
  return { params, overridden };
}

type FactFields = Pick<Decision, 'facts' | 'unknown' | 'flags' | 'not_computed' | 'exposures'>;

function factsOf({ compiled, readings }: DecisionParts): FactFields {
  const facts: [string, FactValue][] = [];
  const unknown: Decision['unknown'][number][] = [];
  const flags: Decision['flags'][number][] = [];
  const exposures: Exposure[] = [];
  for (const [fact, reading] of readings.done) {
    if (reading.known) facts.push([fact, reading.value]);
    else unknown.push(unknownFact(fact, reading));
    if (reading.flag !== undefined) flags.push({ fact, flag: reading.flag });
    if (reading.known && reading.exposure !== undefined) exposures.push(reading.exposure);
  }
  const notComputed = [...compiled.policy.facts.keys()].filter((fact) => !readings.done.has(fact));
  return { facts: Object.fromEntries(facts), unknown, flags, not_computed: notComputed, exposures };
}

function unknownFact(fact: string, reading: Reading & { known: false }): Decision['unknown'][number] {
  return { fact, reason: reading.reason, ...(reading.detail !== undefined && { detail: reading.detail }) };
}

function passedOverRules({ compiled, choice, readings }: DecisionParts): readonly PassedOver[] {
  if (choice.reason === 'pinned') return [];
  const above = choice.reason === 'rule' ? compiled.rules.slice(0, choice.ruleIndex) : compiled.rules;
  return above.flatMap(({ rule, formula }) => {
    const leaf = failingLeaf(formula, (fact) => readings.done.get(fact));
    if (leaf === undefined) return [];
    const { fact } = leaf.comparison;
    const reading = readings.done.get(fact);
    return {
      rule: rule.id,
      at: positionOf(rule.place),
      condition: describeComparison(leaf.comparison, leaf.negated),
      condition_at: positionOf(leaf.place),
      fact,
      ...(reading?.known === true && { saw: reading.value }),
      ...(reading?.known === false && { unknown: reading.reason }),
    };
  });
}

function appliedConstraints({ active, readings }: DecisionParts): readonly AppliedConstraint[] {
  return active.map(({ constraint, formula }) => ({
    id: constraint.id,
    at: positionOf(constraint.place),
    because_unknown: truthOfFormula(formula, (fact) => readings.done.get(fact)) !== true,
    effects: describeEffects(constraint.require, constraint.cap),
  }));
}
