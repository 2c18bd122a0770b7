import { partsOf } from '../../policy/assemble-chain.js';
import type { ChainPart, Cheapest } from '../../policy/chain-part.js';
import type { ModelSlot } from '../../policy/model-slot.js';
import type { Route } from '../../policy/route.js';

type Chain = Pick<Route, 'chain' | 'parts'>;
type NameSlot = (slot: ModelSlot) => string;

const slotName: NameSlot = ({ name }) => name;

/** The models of a chain in a few words: `fast, then deep`; `the cheapest of fast, balanced, then deep`. */
export function describeChain(chain: Chain, name: NameSlot = slotName): string {
  return modelsInOrder(chain, name).join(', then ');
}

/** The same one by one. */
export function modelsInOrder(chain: Chain, name: NameSlot = slotName): readonly string[] {
  return partsOf(chain).flatMap((part) => describePart(part, name));
}

function describePart(part: ChainPart, name: NameSlot): readonly string[] {
  if (part.kind === 'cheapest') return [describeCheapest(part, name)];
  return [...new Set(part.slots.map(name))];
}

function describeCheapest(part: Cheapest, name: NameSlot): string {
  const { needs, minContext, expectedOutput, free, goesOn } = part;
  const conditions = [
    needs.length > 0 && `that can do ${needs.join(' and ')}`,
    minContext !== undefined && `with a window of at least ${minContext.toLocaleString('en')} tokens`,
    free && 'free ones too',
    expectedOutput !== undefined && `for answers of ${expectedOutput.toLocaleString('en')} tokens`,
  ].filter((words) => words !== false);
  const which = [competitors(part, name), conditions.join(', ')].filter((words) => words !== '').join(' ');
  return goesOn ? `the cheapest of ${which}, then the next cheapest` : `the cheapest of ${which}`;
}

function competitors({ of, among, excluded }: Cheapest, name: NameSlot): string {
  if (of === 'all') return 'all model slots';
  if (of === 'catalogue') return 'the catalogue';
  if ('labels' in of) return `the model slots labelled ${of.labels.join(' and ')}`;
  const slots = new Map([...among, ...excluded.map(({ slot }) => slot)].map((slot) => [slot.name, name(slot)]));
  return of.map((each) => slots.get(each) ?? each).join(', ');
}
