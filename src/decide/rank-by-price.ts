import type { Candidate } from './decision.js';
import {
  bothRanges,
  type ExpectedRequest,
  everyPrompt,
  type PriceLine,
  type PromptRange,
  priceLine,
  staysBelow,
  unitsAt,
  unitsToUsd,
} from './price-line.js';

/** A slot that competes, with the deployments that are left of it. */
export interface RankedSlot {
  readonly candidates: readonly Candidate[];
  /** What the request is expected to cost at the dearest of them, since any may answer. */
  readonly usd: number;
}

export interface Ranking {
  /** From the cheapest to the dearest; where prices are equal, in the order given. */
  readonly ranked: readonly RankedSlot[];
  /** Those of which the price of this request is unknown. */
  readonly unpriced: readonly Candidate[];
  /** Sizes of prompts for which the first of them are the same, in the same order. */
  readonly holds: PromptRange;
}

interface Competitor {
  readonly candidates: readonly Candidate[];
  readonly line: PriceLine;
  readonly units: bigint;
  readonly index: number;
  /** Sizes for which its dearest deployment is the same, at the same rates. */
  readonly holds: PromptRange;
}

/** Orders slots by what a request is expected to cost at them. `count`: how many of the first matter. */
export function rankByPrice(candidates: readonly Candidate[], expected: ExpectedRequest, count: number): Ranking {
  const slots = bySlot(candidates);
  const competitors = slots.flatMap((slot, index) => compete(slot, index, expected) ?? []);
  const order = competitors.toSorted(cheaperFirst);
  const known = new Set(competitors.flatMap((competitor) => competitor.candidates));
  return {
    ranked: order.map(({ candidates: deployments, units }) => ({ candidates: deployments, usd: unitsToUsd(units) })),
    unpriced: candidates.filter((candidate) => !known.has(candidate)),
    holds: stretchOf(order, count),
  };
}

/** Undefined when the price of a deployment is unknown for this request. */
function compete(candidates: readonly Candidate[], index: number, expected: ExpectedRequest): Competitor | undefined {
  const lines = candidates.map(({ slot }) => slot.price && priceLine(slot.price, expected));
  if (lines.includes(undefined)) return undefined;
  const at = (line: PriceLine): bigint => unitsAt(line, expected.promptTokens);
  const [first, ...others] = lines as readonly PriceLine[];
  const dearest = others.reduce((most, line) => (at(line) > at(most) ? line : most), first!);
  const holds = (lines as readonly PriceLine[])
    .map((line) => (line === dearest ? line : bothRanges(line, staysBelow(line, dearest, true))))
    .reduce(bothRanges, everyPrompt);
  return { candidates, index, line: dearest, units: at(dearest), holds };
}

function cheaperFirst(a: Competitor, b: Competitor): number {
  return a.units < b.units ? -1 : a.units > b.units ? 1 : a.index - b.index;
}

/** Lines change places with their neighbours first; of those behind the last that matters, any may overtake it. */
function stretchOf(order: readonly Competitor[], count: number): PromptRange {
  return order
    .map((competitor, index) => {
      const ahead = order[Math.min(index, count) - 1];
      if (ahead === undefined) return competitor.holds;
      return bothRanges(competitor.holds, staysBelow(ahead.line, competitor.line, ahead.index < competitor.index));
    })
    .reduce(bothRanges, everyPrompt);
}

function bySlot(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const slots = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const known = slots.get(candidate.slot.name);
    if (known === undefined) slots.set(candidate.slot.name, [candidate]);
    else known.push(candidate);
  }
  return [...slots.values()];
}
