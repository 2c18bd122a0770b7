import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Cheapest, ExcludedSlot } from '../policy/chain-part.js';
import { deploymentsOf } from '../policy/deployments-of.js';
import type { Outcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import type { Lint } from './lint.js';

/** A slot that competes by price by its name, and never can win. Slots that labels or `all` bring in are not meant. */
export const idleCandidates: Lint = ({ compiled: { policy } }) =>
  [...new Map(choicesByPrice(policy).map((choice) => [choice.place, choice])).values()].flatMap((choice) =>
    choice.place.file === policy.place.file ? finding(choice, policy) : [],
  );

function choicesByPrice(policy: Policy): readonly Cheapest[] {
  const outcomes: readonly Outcome[] = [
    ...policy.rules.map(({ outcome }) => outcome),
    policy.default,
    ...policy.shadows.map(({ outcome }) => outcome),
  ];
  const routes = outcomes.flatMap((outcome) => (outcome.kind === 'route' ? outcome : []));
  return [...policy.tiers.values(), ...routes].flatMap(({ parts = [] }) =>
    parts.flatMap((part) => (part.kind === 'cheapest' ? part : [])),
  );
}

function finding({ of, among, excluded, place }: Cheapest, { models }: Policy): readonly Diagnostic[] {
  if (!Array.isArray(of)) return [];
  const idle = (of as readonly string[]).flatMap((name) => {
    const slot = models.get(name);
    // Of several deployments, one that can win is enough.
    if (slot === undefined || deploymentsOf(slot).some((each) => among.includes(each))) return [];
    return excluded.find((each) => each.slot.name === name) ?? [];
  });
  const [first] = idle;
  if (first === undefined) return [];
  return [
    {
      code: 'idle-candidate',
      severity: 'warning',
      message: `${idle.map(({ slot, reason }) => `"${slot.name}" ${reason}`).join('; ')}: never the cheapest`,
      help: cures[first.because],
      place,
    },
  ];
}

const cures: Readonly<Record<ExcludedSlot['because'], string>> = {
  unknown_price: 'add the price of the model slot, or leave it out',
  free: 'add `free: true` if free models may be chosen, or leave it out',
  needs: 'add what it can do to its `abilities`, or leave it out',
  settings: 'leave it out',
  min_context: 'correct its `context`, or leave it out',
};
