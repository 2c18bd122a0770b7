import { RouterError } from '../errors.js';
import { type Awaitable, andThen } from '../facts/and-then.js';
import { deploymentsOf } from '../policy/deployments-of.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { Outcome, RouteOutcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import type { ChatBody } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { FactReadings } from '../rules/fact-readings.js';
import { callerLimitOf } from './caller-limit.js';
import type { FilePosition } from './decision.js';
import { positionOf } from './position-of.js';
import { tierOutcome } from './tier-outcome.js';

/** Which part of the policy decided, and what it leads to. */
export type Choice = ChosenPart &
  ({ readonly reason: 'rule'; readonly ruleIndex: number } | { readonly reason: 'default' | 'pinned' });

interface ChosenPart {
  readonly outcome: Outcome;
  /** As decisions name it: null when no part of the policy's rules decided. */
  readonly rule: string | null;
  readonly at: FilePosition;
}

/** A pinned name goes to its tier or slot without reading the rules; else the first rule that is true; else the default. */
export function chooseOutcome(compiled: CompiledPolicy, body: ChatBody, readings: FactReadings): Awaitable<Choice> {
  const pinned = pinnedOutcome(compiled.policy, body);
  if (pinned !== undefined) return { reason: 'pinned', outcome: pinned, rule: null, at: positionOf(pinned.place) };
  return andThen(compiled.firstRule.match(readings), (matched) => ruleChoice(compiled, matched[0]));
}

const byRule = new WeakMap<CompiledPolicy, Map<number | undefined, Choice>>();

/** Made once for each rule of a generation: of a large policy, what a decision looks up lies far apart. */
function ruleChoice(compiled: CompiledPolicy, ruleIndex: number | undefined): Choice {
  let choices = byRule.get(compiled);
  if (choices === undefined) {
    choices = new Map();
    byRule.set(compiled, choices);
  }
  let choice = choices.get(ruleIndex);
  if (choice === undefined) {
    choice = makeChoice(compiled, ruleIndex);
    choices.set(ruleIndex, choice);
  }
  return choice;
}

function makeChoice({ policy, rules }: CompiledPolicy, ruleIndex: number | undefined): Choice {
  const rule = ruleIndex === undefined ? undefined : rules[ruleIndex]?.rule;
  if (ruleIndex === undefined || rule === undefined) {
    return { reason: 'default', outcome: policy.default, rule: 'default', at: positionOf(policy.default.place) };
  }
  return { reason: 'rule', ruleIndex, outcome: rule.outcome, rule: rule.id, at: positionOf(rule.place) };
}

function pinnedOutcome(policy: Policy, body: ChatBody): RouteOutcome | undefined {
  const name = body.model;
  if (name === undefined || (policy.pinning !== 'all' && !policy.pinning.has(name))) return undefined;
  const tier = policy.tiers.get(name);
  if (tier !== undefined) return tierOutcome(tier);
  const slot = policy.models.get(name);
  return (
    slot && {
      kind: 'route',
      chain: deploymentsOf(slot),
      spliced: [],
      maxTokens: slotLimit(policy, slot, body),
      ...(policy.paramsMode !== undefined && { paramsMode: policy.paramsMode }),
      place: slot.place,
    }
  );
}

/** No request is sent without a limit, so a pinned slot takes the policy's default, the model's own or the caller's. */
function slotLimit(policy: Policy, slot: ModelSlot, body: ChatBody): number {
  const limit = policy.defaultMaxTokens ?? slot.maxOutput ?? callerLimitOf(body);
  if (limit !== undefined) return limit;
  throw new RouterError(
    'REQUEST_INVALID',
    `model "${slot.name}" is a model slot without a token limit: send max_tokens, or give the policy a default_max_tokens`,
  );
}
