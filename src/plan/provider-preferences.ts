import type { Candidate } from '../decide/decision.js';
import { isFields } from '../fields.js';
import type { ProviderPreferences } from '../policy/policy-document.generated.js';

type Preferences = Readonly<Record<string, unknown>>;

/**
 * OpenRouter's provider object out of the caller's, the policy's and what constraints enforce. Where both set a
 * restriction the stricter one holds; any other field is the policy's, else the caller's. Undefined when nothing is set.
 */
export function mergeProviderPreferences(
  caller: unknown,
  policy: ProviderPreferences | undefined,
  enforce: Candidate['enforce'],
): Preferences | undefined {
  const parts = [caller, policy, enforce].filter(isFields);
  const merged: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      if (value != null) merged[key] = merged[key] == null ? value : stricter(key, merged[key], value);
    }
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/** `later` wins unless the field restricts, and `earlier` restricts more. */
function stricter(key: string, earlier: unknown, later: unknown): unknown {
  switch (key) {
    case 'zdr':
    case 'require_parameters':
    case 'enforce_distillable_text':
      return earlier === true || later === true;
    case 'allow_fallbacks':
      return earlier !== false && later !== false;
    case 'data_collection':
      return earlier === 'deny' ? earlier : later;
    case 'max_price':
      return lowerPrices(earlier, later);
    case 'ignore':
      return [...new Set([...listOf(earlier), ...listOf(later)])];
    case 'only':
    case 'quantizations':
      return overlap(listOf(earlier), listOf(later));
    default:
      return later;
  }
}

/** An empty list would lift the restriction, so without an overlap the later list holds. */
function overlap(earlier: readonly unknown[], later: readonly unknown[]): readonly unknown[] {
  const both = later.filter((entry) => earlier.includes(entry));
  return both.length > 0 ? both : later;
}

function lowerPrices(earlier: unknown, later: unknown): unknown {
  if (!isFields(earlier) || !isFields(later)) return later;
  const prices: Record<string, unknown> = { ...earlier };
  for (const [key, value] of Object.entries(later)) prices[key] = lower(earlier[key], value);
  return prices;
}

/** OpenRouter accepts a price as a number or as its decimal string; what is neither restricts nothing. */
function lower(earlier: unknown, later: unknown): unknown {
  const [first, second] = [priceOf(earlier), priceOf(later)];
  if (first === undefined) return later;
  return second === undefined || first < second ? earlier : later;
}

function priceOf(value: unknown): number | undefined {
  const price =
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : Number.NaN;
  return Number.isNaN(price) ? undefined : price;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
