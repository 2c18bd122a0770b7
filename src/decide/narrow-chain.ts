import type { Constraint } from '../policy/constraint.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { RouteOutcome } from '../policy/outcome.js';
import type { Candidate, RemovedCandidate } from './decision.js';
import { lackedNeeds } from './lacked-needs.js';
import { limitFor } from './limit-tokens.js';
import type { RequestDemands } from './request-demands.js';
import { unmetRequirement } from './requirements.js';

export interface NarrowedChain {
  readonly candidates: readonly Candidate[];
  readonly removed: readonly RemovedCandidate[];
  /** What made the first candidate's limit. */
  readonly limitFrom: string | null;
}

/**
 * Applies constraints to every model of an outcome's chain, and the two that hold without being written: a model whose
 * window cannot hold even the lower bound of the prompt plus the limit is removed, and so is one known to lack what the
 * request needs.
 */
export function narrowChain(
  outcome: RouteOutcome,
  constraints: readonly Constraint[],
  demands: RequestDemands,
): NarrowedChain {
  const candidates: Candidate[] = [];
  const removed: RemovedCandidate[] = [];
  let limitFrom: string | null = null;
  for (const slot of outcome.chain) {
    const model = modelId(slot, outcome);
    const verdict = judge(slot, outcome, constraints, demands);
    if ('reason' in verdict) {
      removed.push({ slot: slot.name, model, endpoint: slot.endpoint.name, ...verdict });
      continue;
    }
    limitFrom ??= verdict.from;
    candidates.push({ slot, model, maxTokens: verdict.maxTokens, enforce: enforcementOf(slot, constraints) });
  }
  return { candidates, removed, limitFrom };
}

type Verdict =
  | { readonly reason: string; readonly constraint?: string }
  | { readonly maxTokens: number; readonly from: string };

function judge(
  slot: ModelSlot,
  outcome: RouteOutcome,
  constraints: readonly Constraint[],
  demands: RequestDemands,
): Verdict {
  for (const constraint of constraints) {
    const reason = constraint.require && unmetRequirement(slot, constraint.require);
    if (reason !== undefined) return { reason, constraint: constraint.id };
  }
  const lacking = lackedNeeds(slot, demands.needs);
  if (lacking.length > 0) return { reason: `cannot do ${lacking.join(', ')}, which the request needs` };
  const limit = limitFor(slot, outcome.maxTokens, constraints, demands);
  if ('reason' in limit) return limit;
  const { context } = slot;
  if (context !== undefined && demands.prompt.at_least + limit.maxTokens > context) {
    const needed = `at least ${demands.prompt.at_least} prompt tokens and a limit of ${limit.maxTokens}`;
    return { reason: `its window of ${context} tokens cannot hold ${needed}` };
  }
  return limit;
}

/** The id as sent: OpenRouter reads a variant as a suffix; other endpoints do not know variants. */
export function modelId(slot: ModelSlot, outcome: RouteOutcome): string {
  if (outcome.variant === undefined || slot.endpoint.kind !== 'openrouter') return slot.id;
  return `${slot.id}:${outcome.variant}`;
}

/** Requirements that OpenRouter enforces itself, where it is asked to. */
function enforcementOf(slot: ModelSlot, constraints: readonly Constraint[]): Candidate['enforce'] {
  if (slot.endpoint.kind !== 'openrouter') return {};
  const requirements = constraints.flatMap((constraint) => constraint.require ?? []);
  const prompt = smallest(requirements.map((requirement) => requirement.max_price?.prompt));
  const completion = smallest(requirements.map((requirement) => requirement.max_price?.completion));
  return {
    ...(requirements.some((requirement) => requirement.zdr) && { zdr: true as const }),
    ...(requirements.some((requirement) => requirement.data_collection) && { data_collection: 'deny' as const }),
    ...((prompt ?? completion) !== undefined && {
      max_price: { ...(prompt !== undefined && { prompt }), ...(completion !== undefined && { completion }) },
    }),
  };
}

function smallest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
