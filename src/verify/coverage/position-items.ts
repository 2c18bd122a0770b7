import { partsOf } from '../../policy/assemble-chain.js';
import type { ChainPart, Cheapest } from '../../policy/chain-part.js';
import type { ModelSlot } from '../../policy/model-slot.js';
import type { Route } from '../../policy/route.js';
import type { ChainRoute, CoverageItem } from './coverage-item.js';

/**
 * Who can answer in a chain, position by position. Where models compete by price, which of them stands where hangs on
 * the request: there the cheapest is to answer, and the one behind it.
 */
export function positionItems(
  route: ChainRoute,
  chain: Pick<Route, 'chain' | 'parts' | 'place'>,
): readonly CoverageItem[] {
  const where = 'tier' in route ? `tier ${route.tier}` : `rule ${route.rule}`;
  const before = new Set<string>();
  let position = 0;
  return partsOf(chain).flatMap((part) => {
    const own = part.kind === 'cheapest' ? pricedPositions(part) : listedPositions(part, before);
    const items = own.map(({ slot, who, fails }) => {
      position += 1;
      const what = `${where}: ${who} answers, in position ${position}`;
      return { kind: 'positions' as const, route, slot, before: [...before, ...fails], place: chain.place, what };
    });
    for (const name of namesOf(part.kind === 'cheapest' ? part.among : part.slots)) before.add(name);
    return items;
  });
}

interface Position {
  readonly slot: Extract<CoverageItem, { kind: 'positions' }>['slot'];
  readonly who: string;
  /** The slots of the part itself that fail before it. */
  readonly fails: readonly string[];
}

function listedPositions({ slots }: ChainPart & { kind: 'listed' }, before: ReadonlySet<string>): readonly Position[] {
  const names = namesOf(slots).filter((name) => !before.has(name));
  return names.map((name, index) => ({ slot: name, who: name, fails: names.slice(0, index) }));
}

function pricedPositions({ among, goesOn }: Cheapest): readonly Position[] {
  const cheapest: Position = { slot: { byPrice: 'cheapest' }, who: 'the cheapest model', fails: [] };
  const others = namesOf(among.toSorted((a, b) => sumOfRates(a) - sumOfRates(b)).slice(0, mostTried)).slice(0, -1);
  if (!goesOn || others.length === 0) return [cheapest];
  // The dearest of those that are tried is hardly ever the cheapest for a request.
  return [cheapest, { slot: { byPrice: 'next' }, who: 'the next cheapest', fails: others }];
}

/** As many as a chain has by price. */
const mostTried = 8;

function sumOfRates({ price }: ModelSlot): number {
  return price === undefined ? 0 : price.prompt + price.completion;
}

function namesOf(slots: readonly ModelSlot[]): readonly string[] {
  return [...new Set(slots.map(({ name }) => name))];
}
