import type { Cheapest } from '../policy/chain-part.js';
import type { Constraint } from '../policy/constraint.js';
import type { RouteOutcome } from '../policy/outcome.js';
import type { Candidate } from './decision.js';
import { type NarrowedChain, narrowChain } from './narrow-chain.js';
import { bothRanges, type ExpectedRequest, everyPrompt, type PromptRange } from './price-line.js';
import { type RankedSlot, type Ranking, rankByPrice } from './rank-by-price.js';
import type { RequestDemands } from './request-demands.js';

export interface NarrowedRoute extends NarrowedChain {
  /** Estimated sizes of prompts for which prices order the chain like this; absent where no price does. */
  readonly holds?: PromptRange;
}

/** The models that prices bring into a chain, at most. */
const mostTargets = 8;

/** Applies constraints to every model of an outcome; what competes by price then stands in the order of its prices. */
export function narrowRoute(
  outcome: RouteOutcome,
  constraints: readonly Constraint[],
  demands: RequestDemands,
): NarrowedRoute {
  const narrowed = narrowChain(outcome, constraints, demands);
  const { parts } = outcome;
  if (parts === undefined) return narrowed;
  const left = new Map(narrowed.candidates.map((candidate) => [candidate.slot, candidate]));
  let holds = everyPrompt;
  const chosen = parts.flatMap((part) => {
    if (part.kind === 'listed') return part.slots.flatMap((slot) => left.get(slot) ?? []);
    const ranking = rankPart(part, left, expectedRequest(part, outcome, constraints, demands));
    holds = bothRanges(holds, ranking.holds);
    return admitted(part, ranking.ranked);
  });
  const chain = [...new Set(chosen)].map(({ slot }) => slot);
  return { ...narrowChain({ ...outcome, chain }, constraints, demands), removed: narrowed.removed, holds };
}

/** The models that are left of those that compete, by price. */
export function rankPart(
  part: Cheapest,
  left: ReadonlyMap<Candidate['slot'], Candidate>,
  expected: ExpectedRequest,
): Ranking {
  const candidates = part.among.flatMap((slot) => left.get(slot) ?? []);
  return rankByPrice(candidates, expected, part.goesOn ? mostTargets : 1);
}

/** Those that prices bring into the chain: the cheapest, and behind it the next ones as long as there is room. */
export function admitted({ goesOn }: Cheapest, ranked: readonly RankedSlot[]): readonly Candidate[] {
  const [first, ...others] = ranked;
  const targets = [...(first?.candidates ?? [])];
  for (const { candidates } of goesOn ? others : []) {
    if (targets.length + candidates.length > mostTargets) break;
    targets.push(...candidates);
  }
  return targets;
}

/**
 * By what prices are compared: the same for every model. An answer has as many tokens as the policy expects, else as the
 * request may ask for: what a model's own limit, or a cap of costs, leaves of it makes no model cheaper.
 */
export function expectedRequest(
  { expectedOutput = Number.POSITIVE_INFINITY }: Cheapest,
  { maxTokens }: RouteOutcome,
  constraints: readonly Constraint[],
  { callerLimit = Number.POSITIVE_INFINITY, choices, size }: RequestDemands,
): ExpectedRequest {
  const caps = constraints.flatMap(({ cap }) => cap?.max_tokens ?? []);
  const { promptTokens, images } = size;
  return {
    promptTokens,
    images,
    completionTokens: choices * Math.min(expectedOutput, maxTokens, callerLimit, ...caps),
  };
}
