import type { Outcome } from '../../policy/outcome.js';
import { describeChain } from './describe-chain.js';
import { describeSettings } from './describe-settings.js';

/** What an outcome leads to, in a few words: `tier premium`, `refuse with 403: not here`. */
export function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === 'reject') return `refuse with ${outcome.status}: ${outcome.message}`;
  const { tier, maxTokens } = outcome;
  const models = describeChain(outcome);
  if (tier === undefined) {
    return [
      outcome.parts?.[0]?.kind === 'cheapest' ? models : `model ${models}`,
      `at most ${maxTokens.toLocaleString('en')} tokens`,
      ...describeSettings(outcome),
    ].join('; ');
  }
  const limit = maxTokens === tier.maxTokens ? [] : [`at most ${maxTokens.toLocaleString('en')} tokens`];
  const chained = models === describeChain(tier) ? [] : [`models ${models}`];
  const known = new Set(describeSettings(tier));
  return [
    `tier ${tier.name}`,
    ...chained,
    ...limit,
    ...describeSettings(outcome).filter((words) => !known.has(words)),
  ].join('; ');
}
