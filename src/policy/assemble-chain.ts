import type { ChainPart } from './chain-part.js';
import type { ModelSlot } from './model-slot.js';
import type { Route } from './route.js';

/** The chain of which these are the parts. Where one is chosen by price, the parts stay beside it. */
export function assembleChain(parts: readonly ChainPart[]): Pick<Route, 'chain' | 'parts'> {
  const chain = withoutRepeats(parts.flatMap((part) => (part.kind === 'listed' ? part.slots : part.among)));
  if (parts.every(({ kind }) => kind === 'listed')) return { chain };
  const byTarget = new Map(chain.map((slot) => [targetOf(slot), slot]));
  // Under whatever slot names, a model at an endpoint is one: the first that stands in the chain.
  const same = (slots: readonly ModelSlot[]): readonly ModelSlot[] => [
    ...new Set(slots.flatMap((slot) => byTarget.get(targetOf(slot)) ?? [])),
  ];
  return {
    chain,
    parts: parts.map((part) =>
      part.kind === 'listed' ? { ...part, slots: same(part.slots) } : { ...part, among: same(part.among) },
    ),
  };
}

/** The parts of which a chain consists. */
export function partsOf({ chain, parts }: Pick<Route, 'chain' | 'parts'>): readonly ChainPart[] {
  return parts ?? [{ kind: 'listed', slots: chain }];
}

/** A tier's own model, all its deployments, or the cheapest of several, without what follows it. */
export function firstPart({ chain, parts }: Pick<Route, 'chain' | 'parts'>): ChainPart {
  const [first] = parts ?? [];
  if (first?.kind === 'cheapest') return { ...first, goesOn: false };
  return { kind: 'listed', slots: chain.filter(({ name }) => name === chain[0]?.name) };
}

/** A chain never tries one model at one endpoint twice, under whatever slot names. */
export function withoutRepeats(chain: readonly ModelSlot[]): readonly ModelSlot[] {
  const seen = new Set<string>();
  return chain.filter((slot) => {
    const target = targetOf(slot);
    if (seen.has(target)) return false;
    seen.add(target);
    return true;
  });
}

/** The model and the endpoint, as one text. */
export function targetOf({ endpoint, id }: ModelSlot): string {
  return JSON.stringify([endpoint.name, id]);
}
