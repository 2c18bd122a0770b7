import type { ModelSlot } from '../policy/model-slot.js';
import type { Cap, Requirement } from '../policy/policy-document.generated.js';
import { unmetContext, unmetNeeds } from '../policy/unmet-needs.js';

/**
 * Why a model does not meet a requirement, in words; undefined when it does. What is not known of a model does not
 * meet it. OpenRouter enforces zdr, data_collection and max_price itself when asked; other servers must promise the
 * first two in the policy.
 */
export function unmetRequirement(slot: ModelSlot, requirement: Requirement): string | undefined {
  return (
    unmetLabels(slot, requirement) ??
    unmetEndpoint(slot, requirement) ??
    unmetNeeds(slot, requirement.needs) ??
    unmetContext(slot, requirement.min_context) ??
    unmetPrice(slot, requirement) ??
    unmetPrivacy(slot, requirement)
  );
}

function unmetLabels(slot: ModelSlot, { labels = [] }: Requirement): string | undefined {
  const lacking = labels.filter((label) => !slot.labels.includes(label));
  return lacking.length === 0 ? undefined : `lacks label ${lacking.join(', ')}`;
}

function unmetEndpoint(slot: ModelSlot, { endpoints }: Requirement): string | undefined {
  if (endpoints === undefined || endpoints.includes(slot.endpoint.name)) return undefined;
  return `is at endpoint ${slot.endpoint.name}, not ${endpoints.join(' or ')}`;
}

function unmetPrice(slot: ModelSlot, { max_price: limits }: Requirement): string | undefined {
  for (const part of ['prompt', 'completion'] as const) {
    const limit = limits?.[part];
    if (limit === undefined) continue;
    const price = slot.price?.[part];
    if (price === undefined && slot.endpoint.kind !== 'openrouter') return `has an unknown ${part} price`;
    if (price !== undefined && price > limit) return `has a ${part} price of ${price}, above ${limit}`;
  }
  return undefined;
}

function unmetPrivacy(slot: ModelSlot, requirement: Requirement): string | undefined {
  const { endpoint } = slot;
  if (requirement.zdr && endpoint.zdr !== true && (endpoint.kind !== 'openrouter' || endpoint.zdr === false)) {
    return `endpoint ${endpoint.name} does not promise zero data retention`;
  }
  if (requirement.data_collection === undefined || endpoint.dataCollection === 'deny') return undefined;
  if (endpoint.kind === 'openrouter' && endpoint.dataCollection === undefined) return undefined;
  return `endpoint ${endpoint.name} does not promise to collect no data`;
}

/** What a constraint asks, in words. */
export function describeEffects(require: Requirement | undefined, cap: Cap | undefined): readonly string[] {
  const effects: string[] = [];
  if (require?.labels) effects.push(`requires label ${require.labels.join(', ')}`);
  if (require?.endpoints) effects.push(`requires endpoint ${require.endpoints.join(' or ')}`);
  if (require?.needs) effects.push(`requires ${require.needs.join(', ')}`);
  if (require?.min_context) effects.push(`requires a window of ${require.min_context} tokens`);
  if (require?.max_price) {
    for (const [part, limit] of Object.entries(require.max_price))
      effects.push(`requires a ${part} price of at most ${limit}`);
  }
  if (require?.zdr) effects.push('requires zero data retention');
  if (require?.data_collection) effects.push('requires that no data is collected');
  if (cap?.max_tokens) effects.push(`caps max_tokens at ${cap.max_tokens}`);
  if (cap?.cost_usd) effects.push(`caps the cost at ${cap.cost_usd} USD`);
  return effects;
}
