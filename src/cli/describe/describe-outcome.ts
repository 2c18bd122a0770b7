import type { ModelSlot, Outcome } from '../../policy/policy.js';
import { describeSettings } from './describe-settings.js';

/** What an outcome leads to, in a few words: `tier premium`, `refuse with 403: not here`. */
export function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === 'reject') return `refuse with ${outcome.status}: ${outcome.message}`;
  const { tier, chain, maxTokens } = outcome;
  if (tier === undefined) {
    return [
      `model ${slotsOf(chain).join(', then ')}`,
      `at most ${maxTokens.toLocaleString('en')} tokens`,
      ...describeSettings(outcome),
    ].join('; ');
  }
  const limit = maxTokens === tier.maxTokens ? [] : [`at most ${maxTokens.toLocaleString('en')} tokens`];
  const models = slotsOf(chain).join(', then ');
  const chained = models === slotsOf(tier.chain).join(', then ') ? [] : [`models ${models}`];
  const known = new Set(describeSettings(tier));
  return [
    `tier ${tier.name}`,
    ...chained,
    ...limit,
    ...describeSettings(outcome).filter((words) => !known.has(words)),
  ].join('; ');
}

/** Names of the slots of a chain, in order; a slot with several deployments once. */
export function slotsOf(chain: readonly ModelSlot[]): readonly string[] {
  return [...new Set(chain.map(({ name }) => name))];
}
