import type { Cheapest, ExcludedSlot } from '../policy/chain-part.js';
import type { Constraint } from '../policy/constraint.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { RouteOutcome } from '../policy/outcome.js';
import type { ChatBody } from '../request/routing-request.js';
import type { Candidate, PriceComparison, PricedCandidate, RemovedCandidate } from './decision.js';
import { modelId, narrowChain } from './narrow-chain.js';
import { admitted, expectedRequest, rankPart } from './narrow-route.js';
import { positionOf } from './position-of.js';
import { type ExpectedRequest, priceLine, unitsAt, unitsToUsd } from './price-line.js';
import type { RankedSlot } from './rank-by-price.js';
import { demandsOf } from './request-demands.js';

/** Who competed by price in an outcome of a request, and why each of them won or lost. */
export function tellPrices(
  outcome: RouteOutcome,
  constraints: readonly Constraint[],
  body: ChatBody,
): readonly PriceComparison[] {
  const demands = demandsOf(body, outcome);
  const { candidates, removed } = narrowChain(outcome, constraints, demands);
  const left = new Map(candidates.map((candidate) => [candidate.slot, candidate]));
  return (outcome.parts ?? []).flatMap((part) => {
    if (part.kind === 'listed') return [];
    const expected = expectedRequest(part, outcome, constraints, demands);
    const { ranked, unpriced } = rankPart(part, left, expected);
    const told = [
      ...rankedRows(part, ranked, expected),
      ...unpriced.map((candidate) => unpricedRow(candidate)),
      ...part.among.filter((slot) => !left.has(slot)).map((slot) => removedRow(slot, outcome, removed, expected)),
      ...part.excluded.map((excluded) => excludedRow(excluded, outcome, expected)),
    ];
    const { promptTokens, completionTokens, images } = expected;
    return {
      at: positionOf(part.place),
      tier: outcome.tier?.name ?? null,
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      ...(images !== undefined && images > 0 && { images }),
      candidates: told,
    };
  });
}

function rankedRows(
  part: Cheapest,
  ranked: readonly RankedSlot[],
  expected: ExpectedRequest,
): readonly PricedCandidate[] {
  const [cheapest] = ranked;
  const inChain = new Set(admitted(part, ranked));
  return ranked.flatMap((slot) =>
    slot.candidates.map((candidate) => ({
      ...named(candidate.slot, candidate.model),
      ...costOf(candidate.slot, expected),
      ...(slot === cheapest || cheapest === undefined
        ? { verdict: 'chosen' as const }
        : {
            verdict: inChain.has(candidate) ? ('next' as const) : ('dearer' as const),
            reason: dearer(slot, cheapest),
          }),
    })),
  );
}

function dearer({ usd }: RankedSlot, cheapest: RankedSlot): string {
  const name = cheapest.candidates[0]?.slot.name;
  const more = usd - cheapest.usd;
  return more === 0
    ? `costs the same as ${name}, which stands before it`
    : `costs ${twoDigits(more)} USD more than ${name}`;
}

let numberFormat: Intl.NumberFormat | undefined;

/** Two digits are enough to compare by. */
function twoDigits(usd: number): string {
  // The first format that a process makes loads the data of all languages: not for those who never ask.
  numberFormat ??= new Intl.NumberFormat('en', { maximumSignificantDigits: 2, useGrouping: false });
  return numberFormat.format(usd);
}

function unpricedRow({ slot, model }: Candidate): PricedCandidate {
  return {
    ...named(slot, model),
    verdict: 'unknown_price',
    reason: 'has a price for images, and there is no saying how many there are',
  };
}

function removedRow(
  slot: ModelSlot,
  outcome: RouteOutcome,
  removed: readonly RemovedCandidate[],
  expected: ExpectedRequest,
): PricedCandidate {
  const model = modelId(slot, outcome);
  const why = removed.find(
    (each) => each.slot === slot.name && each.model === model && each.endpoint === slot.endpoint.name,
  );
  return {
    ...named(slot, model),
    ...costOf(slot, expected),
    verdict: 'removed',
    ...(why !== undefined && { reason: why.reason }),
    ...(why?.constraint !== undefined && { constraint: why.constraint }),
  };
}

function excludedRow(
  { slot, because, reason }: ExcludedSlot,
  outcome: RouteOutcome,
  expected: ExpectedRequest,
): PricedCandidate {
  return { ...named(slot, modelId(slot, outcome)), ...costOf(slot, expected), verdict: because, reason };
}

function named(slot: ModelSlot, model: string): Pick<PricedCandidate, 'slot' | 'model' | 'endpoint'> {
  return { slot: slot.name, model, endpoint: slot.endpoint.name };
}

function costOf({ price }: ModelSlot, expected: ExpectedRequest): Pick<PricedCandidate, 'usd'> {
  const line = price && priceLine(price, expected);
  return line === undefined ? {} : { usd: unitsToUsd(unitsAt(line, expected.promptTokens)) };
}
