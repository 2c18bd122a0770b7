import type { RouteOutcome } from '../policy/policy.js';
import type { Ability } from '../policy/policy-document.generated.js';
import { needsOf } from '../request/needs.js';
import { promptTokenBounds } from '../request/prompt-token-bounds.js';
import type { ChatBody } from '../request/routing-request.js';
import { callerLimitOf } from './caller-limit.js';
import type { RequestLimits } from './limit-tokens.js';
import { policyParams } from './policy-params.js';

/** What narrowing needs to know of a request. */
export interface RequestDemands extends RequestLimits {
  /** Abilities the body asks for. */
  readonly needs: readonly Ability[];
}

/** What a request demands once an outcome's parameters stand in its body: the body is judged as it will be sent. */
export function demandsOf(body: ChatBody, outcome: RouteOutcome): RequestDemands {
  const sent: ChatBody = outcome.params === undefined ? body : { ...body, ...policyParams(outcome.params) };
  const callerLimit = callerLimitOf(body);
  const { at_least, at_most } = promptTokenBounds(sent);
  return {
    ...(callerLimit !== undefined && { callerLimit }),
    choices: sent.n ?? 1,
    prompt: { at_least, at_most: outcome.variant === 'online' ? undefined : at_most },
    needs: needsOf(sent),
  };
}
