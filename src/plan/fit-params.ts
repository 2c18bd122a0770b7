import type { Candidate } from '../decide/decision.js';
import { isTuningParam, isUnsupported } from '../policy/supported-params.js';
import { type BodyDraft, has, loseParam, setParam } from './body-draft.js';

/** Leaves out what the model is known not to take, and fits a budget for reasoning into the limit. */
export function fitParams(draft: BodyDraft, candidate: Candidate): void {
  for (const param of Object.keys(draft.body)) {
    if (isTuningParam(param) && isUnsupported(candidate.slot, param)) {
      loseParam(draft, param, `${candidate.slot.id} does not take it`);
    }
  }
  if (candidate.slot.endpoint.kind === 'openrouter') fitReasoning(draft, candidate);
}

/** Providers refuse a smaller budget (openrouter.ai/docs/use-cases/reasoning-tokens). */
const smallestBudget = 1024;

/** The rest of the limit is for the answer. */
const shareOfReasoning = 0.8;

/** A budget that uses up the limit is refused, or leaves no answer. */
function fitReasoning(draft: BodyDraft, { slot, maxTokens }: Candidate): void {
  const { reasoning } = draft.body;
  const budget = budgetOf(reasoning);
  if (budget === undefined) {
    // An effort is a share of the limit, and at Anthropic at least the smallest budget.
    if (slot.id.startsWith('anthropic/') && maxTokens <= smallestBudget) loseReasoning(draft, maxTokens);
    return;
  }
  if (budget < maxTokens) return;
  const fitting = Math.floor(maxTokens * shareOfReasoning);
  if (fitting < smallestBudget) {
    loseReasoning(draft, maxTokens);
    return;
  }
  const because = `reasoning of ${budget} tokens would use up the limit of ${maxTokens}`;
  setParam(draft, 'reasoning', { ...(reasoning as object), max_tokens: fitting }, because);
  draft.lost.push('reasoning.max_tokens');
}

function budgetOf(reasoning: unknown): number | undefined {
  const budget = typeof reasoning === 'object' && reasoning !== null && 'max_tokens' in reasoning;
  return budget && typeof reasoning.max_tokens === 'number' ? reasoning.max_tokens : undefined;
}

function loseReasoning(draft: BodyDraft, maxTokens: number): void {
  const because = `a limit of ${maxTokens} leaves no room for reasoning`;
  for (const param of ['reasoning', 'reasoning_effort']) {
    if (has(draft, param) && !isOff(draft.body[param])) loseParam(draft, param, because);
  }
}

/** Turning reasoning off needs no room. */
function isOff(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === 'none';
  return ('enabled' in value && value.enabled === false) || ('effort' in value && value.effort === 'none');
}
