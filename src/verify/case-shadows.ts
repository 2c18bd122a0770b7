import { decideShadow } from '../decide/decide-shadow.js';
import type { Candidate, RoutedDecision } from '../decide/decision.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { Expectation } from './fixtures-document.generated.js';

/** A shadow that would get a copy of a request, and the models that may answer it. */
export interface CopiedTo {
  /** Id of the shadow. */
  readonly id: string;
  readonly candidates: readonly Candidate[];
}

/** Whether an expectation says something of shadows: what holds for every model holds for theirs too. */
export function expectsShadows({ shadows, every_model: everyModel }: Expectation): boolean {
  return shadows !== undefined || everyModel !== undefined;
}

/** Who would get a copy of a request that was decided. Samples are left aside: they are shares, not decisions. */
export async function caseShadows(
  compiled: CompiledPolicy,
  request: RoutingRequest,
  { decision, readings }: RoutedDecision,
): Promise<readonly CopiedTo[]> {
  if (decision.reject !== undefined || decision.no_eligible_model === true) return [];
  const copied: CopiedTo[] = [];
  for (const shadow of compiled.shadows) {
    const route = await decideShadow(compiled, shadow, request, readings);
    if (route.kind === 'routed') copied.push({ id: shadow.shadow.id, candidates: route.candidates });
  }
  return copied;
}
