import type { RouteOutcome } from '../policy/outcome.js';
import type { Ability } from '../policy/policy-document.generated.js';
import { imagesIn } from '../request/images-in.js';
import { needsOf } from '../request/needs.js';
import { type PromptTokenBounds, promptTokenBounds } from '../request/prompt-token-bounds.js';
import { estimatePromptTokens } from '../request/prompt-token-estimate.js';
import type { ChatBody } from '../request/routing-request.js';
import { callerLimitOf } from './caller-limit.js';
import type { RequestLimits } from './limit-tokens.js';
import { policyParams } from './policy-params.js';

/** What narrowing needs to know of a request. */
export interface RequestDemands extends RequestLimits {
  /** Abilities the body asks for. */
  readonly needs: readonly Ability[];
  /** What the prompt's price depends on; its tokens as they are estimated. */
  readonly size: { readonly promptTokens: number; readonly images: number | undefined };
}

/**
 * What a request demands once an outcome's parameters stand in its body: the body is judged as it will be sent. Its texts
 * are measured only if the bounds of its tokens are asked for.
 */
export function demandsOf(body: ChatBody, outcome: RouteOutcome): RequestDemands {
  const sent: ChatBody = outcome.params === undefined ? body : { ...body, ...policyParams(outcome.params) };
  const callerLimit = callerLimitOf(body);
  let bounds: PromptTokenBounds | undefined;
  const measured = (): PromptTokenBounds => {
    bounds ??= promptTokenBounds(sent);
    return bounds;
  };
  let size: RequestDemands['size'] | undefined;
  return {
    ...(callerLimit !== undefined && { callerLimit }),
    choices: sent.n ?? 1,
    prompt: {
      get at_least() {
        return measured().at_least;
      },
      get at_most() {
        return outcome.variant === 'online' ? undefined : measured().at_most;
      },
    },
    needs: needsOf(sent),
    get size() {
      size ??= { promptTokens: estimatePromptTokens(sent), images: imagesIn(sent) };
      return size;
    },
  };
}

/** The parameters by which a policy can change what narrowing sees of a body, except for its tokens. */
const demanding = new Set(['messages', 'tools', 'functions', 'modalities', 'response_format', 'n']);

/** Whether an outcome's parameters leave what the caller's own body demands. */
export function leavesDemands({ params }: RouteOutcome): boolean {
  return params === undefined || !Object.keys(policyParams(params)).some((param) => demanding.has(param));
}
