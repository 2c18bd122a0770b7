import type { RouteOutcome } from '../policy/outcome.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy, CompiledShadow } from '../rules/compile-policy.js';
import type { FactReadings } from '../rules/fact-readings.js';
import { activeConstraints } from './active-constraints.js';
import type { Candidate } from './decision.js';
import { narrowRoute } from './narrow-route.js';
import { demandsOf } from './request-demands.js';

/** Where the copy of a request goes. */
export type ShadowRoute =
  /** The shadow's condition is not true. */
  | { readonly kind: 'not_meant' }
  | { readonly kind: 'no_eligible_model'; readonly detail: string }
  /** `candidates`: the deployments of the first model that is left. */
  | { readonly kind: 'routed'; readonly outcome: RouteOutcome; readonly candidates: readonly Candidate[] };

/**
 * Decides for one shadow of a request that is answered already, with the facts as the request's own decision read them.
 * Every constraint of the request holds for the copy too.
 */
export async function decideShadow(
  compiled: CompiledPolicy,
  { shadow, matcher }: CompiledShadow,
  { body }: Pick<RoutingRequest, 'body'>,
  readings: FactReadings,
): Promise<ShadowRoute> {
  if (matcher !== undefined && (await matcher.match(readings)).length === 0) return { kind: 'not_meant' };
  const { constraints } = await activeConstraints(compiled, readings);
  const { outcome } = shadow;
  const { candidates, removed } = narrowRoute(outcome, constraints, demandsOf(body, outcome));
  const [first] = candidates;
  if (first === undefined) {
    const detail = removed.map(({ slot, reason }) => `${slot} ${reason}`).join('; ');
    return { kind: 'no_eligible_model', detail };
  }
  return { kind: 'routed', outcome, candidates: candidates.filter(({ slot }) => slot.name === first.slot.name) };
}
