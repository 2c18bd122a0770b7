import type { DecisionData, RoutedDecision } from '../../src/decide/decision.js';
import type { Attempt } from '../../src/execute/routing-report.js';
import type { ModelSlot } from '../../src/policy/model-slot.js';
import { FactReadings } from '../../src/rules/fact-readings.js';
import type { CaseExecution } from '../../src/verify/case-execution.js';
import type { CaseOutcome } from '../../src/verify/case-outcome.js';
import { decisionOf } from '../support/decision-of.js';

const place = { file: 'a.yaml', pointer: '', line: 1, column: 1, endLine: 1, endColumn: 2 };
const at = { file: 'a.yaml', line: 5, column: 5 };

function slot(name: string, endpoint: string, labels: readonly string[]): ModelSlot {
  return {
    name,
    id: `m/${name}`,
    endpoint: { name: endpoint, kind: 'openai', baseUrl: 'http://localhost/v1', headers: {}, place },
    labels,
    place,
  };
}

const slots = [slot('fast', 'inhouse', ['private', 'small']), slot('deep', 'cloud', ['private'])];

/** A decision that has something in every field. */
const sampleDecision: DecisionData = {
  id: 'd-1',
  policy: 'a',
  version: '0123456789ab',
  reason: 'rule',
  rule: 'by-size.below-500',
  at,
  tier: 'quick',
  chain: ['m/fast', 'm/deep'],
  targets: slots.map(({ name, id, endpoint }) => ({ slot: name, model: id, endpoint: endpoint.name, max_tokens: 512 })),
  max_tokens: 512,
  max_tokens_from: 'tier quick',
  params: { temperature: 0.2, stop: ['x'] },
  overridden: [],
  facts: { tokens: 499, arm: 'treatment', needs: ['tools'] },
  unknown: [{ fact: 'region', reason: 'missing' }],
  flags: [],
  not_computed: ['words'],
  exposures: [{ experiment: 'arm', arm: 'treatment', propensity: 0.1 }],
  passed_over: [],
  constraints: [
    { id: 'private', at, because_unknown: false, effects: [] },
    { id: 'capped', at, because_unknown: false, effects: [] },
  ],
  removed: [],
};

export function sampleRouted(
  changes: Partial<DecisionData> = {},
  candidates: readonly ModelSlot[] = slots,
): RoutedDecision {
  const readings = new FactReadings(new Map(), {
    request: { body: { messages: [] }, attributes: {}, givenFacts: {} },
    now: 0,
  });
  return {
    decision: decisionOf({ ...sampleDecision, ...changes }),
    candidates: candidates.map((each) => ({ slot: each, model: each.id, maxTokens: 512, enforce: {} })),
    readings,
  };
}

/** The outcome of a run that was not executed, or was so with this result. */
export function sampleOutcome(routed: RoutedDecision, execution?: CaseExecution): CaseOutcome {
  return { routed, execution, request: { body: { messages: [] }, attributes: {}, givenFacts: {} } };
}

/** Routed to an OpenRouter endpoint, with preferences. */
export function routedToOpenRouter(): RoutedDecision {
  const [fast] = slots;
  if (fast === undefined) throw new Error('there is no slot');
  const chain = [{ ...fast, endpoint: { ...fast.endpoint, kind: 'openrouter' as const } }];
  const provider = { sort: 'price', zdr: true } as const;
  return {
    ...sampleRouted({}, chain),
    outcome: { kind: 'route', chain, spliced: [], maxTokens: 512, provider, place },
  };
}

/** The second model answered, at a cost, after two failures of the first. */
export function sampleExecution(changes: Partial<CaseExecution['report']> = {}): CaseExecution {
  const attempt = (name: string, outcome: Attempt['outcome']): Attempt => ({
    slot: name,
    model: `m/${name}`,
    endpoint: 'cloud',
    outcome,
    started_at: 0,
    duration_ms: 1,
    changes: [],
  });
  const attempts = [attempt('fast', 'overloaded'), attempt('fast', 'overloaded'), attempt('deep', 'ok')];
  const cost = { usd: 0.1 + 0.2, source: 'computed' } as const;
  const decision = decisionOf(sampleDecision);
  const report = { decision, attempts, served_by: 2, cost, duration_ms: 750, ...changes };
  return { report, error: report.served_by === null ? 'ATTEMPTS_EXHAUSTED' : null };
}
