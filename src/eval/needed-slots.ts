import type { Policy } from '../policy/policy.js';
import { slotsByName } from '../policy/slots-by-name.js';
import type { ModelPair } from './judged-rows.js';
import type { Label } from './label.js';

/** Names that labels may use for a slot: the slot's own, and its model's id where one slot has it. */
export function slotNames(policy: Policy): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const twice = new Set<string>();
  for (const slot of policy.models.values()) {
    for (const { id } of [slot, ...(slot.otherDeployments ?? [])]) {
      if (names.has(id) && names.get(id) !== slot.name) twice.add(id);
      names.set(id, slot.name);
    }
  }
  for (const id of twice) names.delete(id);
  for (const name of slotsByName(policy).keys()) if (policy.models.has(name) || !names.has(name)) names.set(name, name);
  return names;
}

/** Why these two are taken for the weak and the strong model. */
export type PairChoice = 'named' | 'price' | 'cost_usd' | 'quality';

/**
 * The cheapest and the dearest of the policy's models that labels know of: by the policy's prices where all have one, by
 * the labels' costs where all have them, else by quality. Undefined when labels know fewer than two.
 */
export function choosePair(
  policy: Policy,
  labels: readonly Label[],
): (ModelPair & { readonly by: PairChoice }) | undefined {
  const slots = [...policy.models.keys()].filter((slot) => labels.some(({ quality }) => quality.has(slot)));
  if (slots.length < 2) return undefined;
  const measures: readonly (readonly [PairChoice, (slot: string) => number | undefined])[] = [
    ['price', (slot) => priceOf(policy, slot)],
    ['cost_usd', (slot) => meanOf(labels, (label) => label.costUsd.get(slot))],
    ['quality', (slot) => meanOf(labels, (label) => label.quality.get(slot))],
  ];
  for (const [by, measure] of measures) {
    const measured = slots.map((slot) => ({ slot, value: measure(slot) }));
    if (measured.some(({ value }) => value === undefined)) continue;
    measured.sort((left, right) => (left.value ?? 0) - (right.value ?? 0));
    const [weak, strong] = [measured[0], measured.at(-1)];
    if (weak !== undefined && strong !== undefined && weak.value !== strong.value) {
      return { weak: weak.slot, strong: strong.slot, by };
    }
  }
  return undefined;
}

function priceOf(policy: Policy, slot: string): number | undefined {
  const price = policy.models.get(slot)?.price;
  return price?.prompt === undefined || price.completion === undefined ? undefined : price.prompt + price.completion;
}

function meanOf(labels: readonly Label[], value: (label: Label) => number | undefined): number | undefined {
  const known = labels.map(value).filter((each) => each !== undefined);
  return known.length < labels.length ? undefined : known.reduce((sum, each) => sum + each, 0) / known.length;
}
