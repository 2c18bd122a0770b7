import { RouterError } from '../errors.js';
import type { Awaitable } from '../facts/and-then.js';
import { deploymentsOf } from '../policy/deployments-of.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { RejectOutcome, RouteOutcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import type { ChatBody } from '../request/routing-request.js';
import type { FactReadings } from '../rules/fact-readings.js';
import { callerLimitOf } from './caller-limit.js';
import type { FilePosition } from './decision.js';
import type { DecisionTables } from './decision-tables.js';
import { positionOf } from './position-of.js';
import type { RouteClass } from './route-class.js';
import { tierOutcome } from './tier-outcome.js';

/** Which part of the policy decided, and what it leads to. */
export type Choice = ChosenPart &
  ({ readonly reason: 'rule'; readonly ruleIndex: number } | { readonly reason: 'default' | 'pinned' });

interface ChosenPart {
  /** Where it leads; absent when it refuses the request. */
  readonly outcome?: RouteOutcome;
  /** Under which routes to the outcome are remembered; absent for one that is made for the request. */
  readonly routeClass?: RouteClass;
  readonly reject?: RejectOutcome;
  /** As decisions name it: null when no part of the policy's rules decided. */
  readonly rule: string | null;
  readonly at: FilePosition;
}

/** A pinned name goes to its tier or slot without reading the rules; else the first rule that is true; else the default. */
export function chooseOutcome(tables: DecisionTables, body: ChatBody, readings: FactReadings): Awaitable<Choice> {
  const pinned = pinnedOutcome(tables.compiled.policy, body);
  if (pinned !== undefined) return { reason: 'pinned', outcome: pinned, rule: null, at: positionOf(pinned.place) };
  return tables.choices.find(readings);
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
