import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Outcome } from '../policy/outcome.js';
import type { Lint } from './lint.js';

/**
 * OpenRouter gives reasoning at least this many tokens where a provider takes a budget, whatever the effort
 * (openrouter.ai/docs/use-cases/reasoning-tokens).
 */
const smallestReasoningBudget = 1024;

/** A token limit that reasoning alone can use up, so that no answer is left. */
export const reasoningExceedsLimit: Lint = ({ compiled: { policy } }) =>
  [...policy.rules.map((rule) => rule.outcome), policy.default].flatMap(findings);

function findings(outcome: Outcome): readonly Diagnostic[] {
  if (outcome.kind !== 'route') return [];
  const needed = reasoningTokens(outcome.params ?? {});
  if (needed === undefined || outcome.maxTokens > needed) return [];
  return [
    {
      code: 'reasoning-exceeds-limit',
      severity: 'warning',
      message: `max_tokens ${outcome.maxTokens} leaves nothing for the answer: reasoning may take ${needed} tokens`,
      help: 'raise max_tokens, or lower the reasoning setting',
      place: outcome.tier !== undefined && outcome.tier.params === outcome.params ? outcome.tier.place : outcome.place,
    },
  ];
}

function reasoningTokens(params: NonNullable<(Outcome & { kind: 'route' })['params']>): number | undefined {
  if (params.reasoning?.enabled === false) return undefined;
  if (params.reasoning?.max_tokens !== undefined) return params.reasoning.max_tokens;
  const effort = params.reasoning?.effort ?? params.reasoning_effort;
  return effort === undefined || effort === 'none' || effort === 'minimal' ? undefined : smallestReasoningBudget;
}
