import { decide } from '../decide/decide.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { Label } from './label.js';

/** Where a policy sends a label's request. */
export interface Route {
  /** The slot that is asked first; undefined when the policy refuses the request, or no model is left. */
  readonly slot: string | undefined;
  /** The tier, or the slot where the outcome names one; `(refused)` when there is none. */
  readonly tier: string;
  /** Facts that were asked for and not known, so that rules that ask for them did not hold. */
  readonly unknown: readonly string[];
}

/** One route per label. The first model of the chain counts: fallbacks answer for failures, which labels know nothing of. */
export async function routeLabels(
  compiled: CompiledPolicy,
  labels: readonly Label[],
  now: number,
): Promise<readonly Route[]> {
  const routes: Route[] = [];
  for (const { request, line } of labels) {
    const { decision } = await decide(compiled, request, { id: `label-${line}`, now });
    const slot = decision.targets[0]?.slot;
    const unknown = decision.unknown.flatMap(({ fact, reason }) => (reason === 'left_out' ? [] : [fact]));
    routes.push({ slot, tier: slot === undefined ? refused : (decision.tier ?? slot), unknown });
  }
  return routes;
}

export const refused = '(refused)';
