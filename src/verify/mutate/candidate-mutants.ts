import type { Candidate } from '../../decide/decision.js';
import { admitted } from '../../decide/narrow-route.js';
import { rankByPrice } from '../../decide/rank-by-price.js';
import { assembleChain } from '../../policy/assemble-chain.js';
import type { ChainPart, Cheapest } from '../../policy/chain-part.js';
import { type Asked, exclusionOf } from '../../policy/exclusion-of.js';
import type { ModelSlot } from '../../policy/model-slot.js';
import type { Outcome } from '../../policy/outcome.js';
import type { Policy } from '../../policy/policy.js';
import type { Mutant } from './mutant.js';

/**
 * Choices by price with one mistake: a candidate is forgotten, or an ability, a window or that free models take part is
 * asked for or not. Only mistakes that show in a chain when every model may serve: others hang on constraints.
 */
export function candidateMutants(policy: Policy): readonly Mutant[] {
  const outcomes = [...policy.rules.map(({ outcome }) => outcome), policy.default];
  return choicesOf(outcomes).flatMap((choice) =>
    mistakesIn(choice, largestLimit(choice, outcomes)).flatMap(({ mistake, among }): Mutant[] => {
      const effect = replaceEverywhere(choice, { ...choice, among }, policy, outcomes);
      return effect === undefined ? [] : [{ kind: 'candidates', place: choice.place, mistake, effect }];
    }),
  );
}

/** Each as it is written, once; in whatever outcomes its tier stands. */
function choicesOf(outcomes: readonly Outcome[]): readonly Cheapest[] {
  const parts = outcomes.flatMap((outcome) => (outcome.kind === 'route' ? (outcome.parts ?? []) : []));
  return [...new Map(parts.flatMap((part) => (part.kind === 'cheapest' ? [[part.place, part]] : []))).values()];
}

interface CandidateMistake {
  readonly mistake: string;
  readonly among: readonly ModelSlot[];
}

function mistakesIn(choice: Cheapest, limit: number): readonly CandidateMistake[] {
  const { among, needs, minContext, free, settings, of } = choice;
  const asked = { needs, free, settings, ...(minContext !== undefined && { minContext }) };
  const { minContext: _, ...anyWindow } = asked;
  const relaxed = [
    admitting(`cheapest does not need ${needs.join(', ')}`, choice, { ...asked, needs: [] }),
    admitting(`cheapest without min_context ${minContext}`, choice, anyWindow),
    admitting('free models take part in cheapest', choice, { ...asked, free: true }),
  ].filter((mistake) => mistake.among.length > among.length);
  // Nobody writes the models of a catalogue.
  const names = of === 'catalogue' ? [] : [...new Set(among.map(({ name }) => name))];
  const forgotten = names.map((name) => ({
    mistake: `cheapest without ${name}`,
    among: among.filter((slot) => slot.name !== name),
  }));
  return [...forgotten, ...relaxed].filter((mistake) => mistake.among.length > 0 && shows(choice, mistake, limit));
}

/** Less is asked for, so that more compete. */
function admitting(mistake: string, { among, excluded }: Cheapest, asked: Asked): CandidateMistake {
  const admitted = excluded.filter(({ slot }) => exclusionOf(slot, asked) === undefined);
  return { mistake, among: [...among, ...admitted.map(({ slot }) => slot)] };
}

/** Sizes of prompts that are looked at: crossings of a few prices are fewer. */
const mostStretches = 100;

/** Whether some size of a prompt leads to other models. */
function shows(choice: Cheapest, { among }: CandidateMistake, limit: number): boolean {
  let promptTokens = 0;
  for (let stretch = 0; stretch < mostStretches && Number.isFinite(promptTokens); stretch += 1) {
    const expected = { promptTokens, images: 0, completionTokens: choice.expectedOutput ?? limit };
    const rank = (slots: readonly ModelSlot[]) => {
      const { ranked, holds } = rankByPrice(slots.map(candidateOf), expected, slots.length);
      return { chain: admitted(choice, ranked).map(({ slot }) => slot), holds };
    };
    const [as, mutated] = [rank(choice.among), rank(among)];
    if (as.chain.length !== mutated.chain.length || as.chain.some((slot, index) => slot !== mutated.chain[index])) {
      return true;
    }
    promptTokens = Math.min(as.holds.to, mutated.holds.to) + 1;
  }
  return false;
}

function candidateOf(slot: ModelSlot): Candidate {
  return { slot, model: slot.id, maxTokens: 1, enforce: {} };
}

function largestLimit({ place }: Cheapest, outcomes: readonly Outcome[]): number {
  const limits = outcomes.flatMap((outcome) =>
    outcome.kind === 'route' && outcome.parts?.some((part) => isAt(part, place)) ? outcome.maxTokens : [],
  );
  return Math.max(1, ...limits);
}

function isAt(part: ChainPart, place: Cheapest['place']): boolean {
  return part.kind === 'cheapest' && part.place === place;
}

/** In every outcome that has it, and in its tier, where escalations and other tiers find it. */
function replaceEverywhere(
  { place }: Cheapest,
  mutated: Cheapest,
  policy: Policy,
  outcomes: readonly Outcome[],
): Mutant['effect'] | undefined {
  const replace = <T extends { readonly parts?: readonly ChainPart[] }>(owner: T): T | undefined => {
    if (!owner.parts?.some((part) => isAt(part, place))) return undefined;
    const parts = owner.parts.map((part) =>
      isAt(part, place) && part.kind === 'cheapest' ? { ...part, among: mutated.among } : part,
    );
    return { ...owner, ...assembleChain(parts) };
  };
  const changed = outcomes.flatMap((outcome, index) => {
    const other = outcome.kind === 'route' ? replace(outcome) : undefined;
    return other === undefined ? [] : [[index, other] as const];
  });
  const tiers = [...policy.tiers].flatMap(([name, tier]) => {
    const other = replace(tier);
    return other === undefined ? [] : [[name, other] as const];
  });
  return changed.length === 0 ? undefined : { of: 'candidates', outcomes: new Map(changed), tiers: new Map(tiers) };
}
