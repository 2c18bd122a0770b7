import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { partsOf } from '../policy/assemble-chain.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { Outcome, RouteOutcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import type { Formula, Leaf } from '../rules/formula.js';
import type { Lint } from './lint.js';

/**
 * A fallback whose window is smaller than the first model's, unless the rule lets through only requests that fit it:
 * for larger ones that fallback is removed, and a failure of the first model is the end.
 */
export const smallerFallbackWindows: Lint = ({ compiled }) => {
  const { policy } = compiled;
  const rules = compiled.rules.flatMap(({ rule, formula }) =>
    smallerWindows(rule.outcome, largestPrompt(formula, policy), `rule "${rule.id}"`),
  );
  return [...rules, ...smallerWindows(policy.default, Number.POSITIVE_INFINITY, 'the default')];
};

function smallerWindows(outcome: Outcome, largest: number, by: string): readonly Diagnostic[] {
  if (outcome.kind !== 'route') return [];
  const [first, ...fallbacks] = windowsInOrder(outcome);
  const firstWindow = first?.context ?? Number.POSITIVE_INFINITY;
  const needed = Math.min(firstWindow, largest + outcome.maxTokens);
  return fallbacks.flatMap((slot) => {
    if (slot.context === undefined || slot.context >= needed || !Number.isFinite(needed)) return [];
    const sizes = `${slot.context} tokens, while ${by} lets through requests of up to ${needed}`;
    return {
      code: 'smaller-fallback-window',
      severity: 'warning',
      message: `fallback "${slot.name}" has a window of ${sizes}`,
      help: 'larger requests will not have this fallback: add one with a larger window, or bound the rule by tokens',
      place: chainPlace(outcome),
    };
  });
}

/** Of models that compete by price, one that is too small leaves its place to another: the largest stands for all. */
function windowsInOrder(outcome: RouteOutcome): readonly ModelSlot[] {
  return partsOf(outcome).flatMap((part) => {
    if (part.kind === 'listed') return part.slots;
    return part.among.toSorted((a, b) => windowOf(b) - windowOf(a)).slice(0, 1);
  });
}

function windowOf({ context = Number.POSITIVE_INFINITY }: ModelSlot): number {
  return context;
}

/** Where the chain is written: the tier, or the outcome that states its own. */
function chainPlace(outcome: RouteOutcome): Place {
  return outcome.tier !== undefined && outcome.tier.chain === outcome.chain ? outcome.tier.place : outcome.place;
}

/** The largest prompt, in tokens, for which a formula can be true; infinite when nothing bounds it. */
function largestPrompt(formula: Formula, policy: Policy): number {
  if (formula.kind === 'leaf') return leafBound(formula, policy);
  const bounds = formula.parts.map((part) => largestPrompt(part, policy));
  return formula.kind === 'all' ? Math.min(...bounds) : Math.max(...bounds);
}

function leafBound({ comparison, negated }: Leaf, policy: Policy): number {
  const declaration = policy.facts.get(comparison.fact)?.declaration;
  if (declaration?.from !== 'tokens' || declaration.text !== undefined) return Number.POSITIVE_INFINITY;
  switch (comparison.operator) {
    case 'below':
    case 'at_most':
      return negated ? Number.POSITIVE_INFINITY : comparison.value;
    case 'above':
    case 'at_least':
      return negated ? comparison.value : Number.POSITIVE_INFINITY;
    case 'between':
      return negated ? Number.POSITIVE_INFINITY : comparison.value[1];
    default:
      return Number.POSITIVE_INFINITY;
  }
}
