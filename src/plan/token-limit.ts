import type { Candidate } from '../decide/decision.js';
import { type BodyDraft, dropParam, has, setParam, translateParam } from './body-draft.js';

type LimitField = 'max_tokens' | 'max_completion_tokens';

/** OpenAI's reasoning models refuse max_tokens. */
const needsMaxCompletionTokens = /^(ft:)?(o\d|gpt-(?:[5-9]|\d\d)|codex-)/i;

/** Writes the one limit, in the field this target expects; a target that gets both may refuse the request. */
export function applyTokenLimit(draft: BodyDraft, { slot, model, maxTokens }: Candidate): void {
  const field = fieldFor(slot.endpoint.kind, model, draft);
  const other = field === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  if (has(draft, other) && !has(draft, field)) {
    translateParam(draft, other, { [field]: maxTokens }, `this model expects ${field}`);
    return;
  }
  dropParam(draft, other, `${field} carries the limit; a model may refuse both together`);
  if (has(draft, field)) setParam(draft, field, maxTokens, 'the smallest limit wins');
  else draft.body[field] = maxTokens;
}

function fieldFor(kind: 'openai' | 'openrouter', model: string, draft: BodyDraft): LimitField {
  const name = model.slice(model.lastIndexOf('/') + 1);
  if (kind === 'openai' && needsMaxCompletionTokens.test(name)) return 'max_completion_tokens';
  return has(draft, 'max_completion_tokens') && !has(draft, 'max_tokens') ? 'max_completion_tokens' : 'max_tokens';
}
