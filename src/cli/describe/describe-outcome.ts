import type { Outcome } from '../../policy/policy.js';
import { describeSettings } from './describe-settings.js';

/** What an outcome leads to, in a few words: `tier premium`, `refuse with 403: not here`. */
export function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === 'reject') return `refuse with ${outcome.status}: ${outcome.message}`;
  const { tier, chain, maxTokens } = outcome;
  if (tier === undefined) {
    const slots = chain.map(({ name }) => name).join(', then ');
    return [`model ${slots}`, `at most ${maxTokens.toLocaleString('en')} tokens`, ...describeSettings(outcome)].join(
      '; ',
    );
  }
  const own = tier.chain.map(({ name }) => name).join();
  const limit = maxTokens === tier.maxTokens ? [] : [`at most ${maxTokens.toLocaleString('en')} tokens`];
  const models = chain.map(({ name }) => name);
  const chained = models.join() === own ? [] : [`models ${models.join(', then ')}`];
  const known = new Set(describeSettings(tier));
  return [
    `tier ${tier.name}`,
    ...chained,
    ...limit,
    ...describeSettings(outcome).filter((words) => !known.has(words)),
  ].join('; ');
}
