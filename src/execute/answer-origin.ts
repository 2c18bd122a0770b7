import type { PlannedTarget } from '../plan/execution-plan.js';
import type { ModelSlot } from '../policy/model-slot.js';

/** What an answer says of where it came from. */
export interface AnswerOrigin {
  /** The id of the model that answered. */
  servedModel?: string;
  /** OpenRouter's account of how it routed the request. */
  routerMetadata?: unknown;
}

/** Takes in an answer, or a chunk of one. */
export function noteOrigin(origin: AnswerOrigin, answer: object): void {
  const { model, openrouter_metadata: metadata } = answer as { model?: unknown; openrouter_metadata?: unknown };
  if (origin.servedModel === undefined && typeof model === 'string' && model !== '') origin.servedModel = model;
  if (metadata != null) origin.routerMetadata = metadata;
}

/**
 * The slot that answered: the target's, unless its endpoint may have fallen back by itself; then the one whose model the
 * answer names, or undefined when it names none of them.
 */
export function servingSlot(target: PlannedTarget, { servedModel }: AnswerOrigin): ModelSlot | undefined {
  const { nativeFallbacks = [] } = target;
  if (nativeFallbacks.length === 0) return target.slot;
  if (servedModel === undefined) return undefined;
  const candidates = [target, ...nativeFallbacks];
  const named =
    candidates.find(({ model }) => model === servedModel) ??
    candidates.find(({ model }) => baseOf(model) === baseOf(servedModel)) ??
    candidates.find(({ model }) => isReleaseOf(baseOf(model), baseOf(servedModel)));
  return named?.slot;
}

/** The id without its variant. */
function baseOf(model: string): string {
  return model.replace(/:[^/]*$/, '');
}

/** `openai/gpt-4o` is answered as `openai/gpt-4o-2024-08-06`. */
function isReleaseOf(model: string, told: string): boolean {
  return told.startsWith(model) && /^[-@]\d/.test(told.slice(model.length));
}
