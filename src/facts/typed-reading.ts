import type { FactDomain, FactValue } from '../policy/fact-domain.js';
import type { Reading } from './reading.js';

export const missing: Reading = { known: false, reason: 'missing' };
const wrongType: Reading = { known: false, reason: 'missing', flag: 'wrong_type' };

/**
 * What a value that came from outside is as a fact: null and undefined are missing, a value of another type is missing
 * and flagged, a value outside `one_of` counts and is flagged. NaN and infinities are no numbers.
 */
export function typedReading(domain: FactDomain, value: unknown): Reading {
  if (value === undefined || value === null) return missing;
  if (!isOfType(domain, value)) return wrongType;
  return isNamed(domain, value) ? { known: true, value } : { known: true, value, flag: 'outside_one_of' };
}

export function isOfType(domain: FactDomain, value: unknown): value is FactValue {
  switch (domain.type) {
    case 'string':
    case 'boolean':
      return typeof value === domain.type;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    default:
      return domain satisfies never;
  }
}

/** Whether a value of the right type is one that the policy names; always, where it names none. */
export function isNamed(domain: FactDomain, value: FactValue): boolean {
  if (domain.type === 'boolean' || domain.values === undefined) return true;
  const values: readonly FactValue[] = domain.values;
  return typeof value === 'object' ? value.every((item) => values.includes(item)) : values.includes(value);
}
