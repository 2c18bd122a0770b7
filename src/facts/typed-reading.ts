import type { FactDomain, FactScalar, FactValue } from '../policy/fact-domain.js';
import { KnownValue, type Reading } from './reading.js';

export const missing: Reading = { known: false, reason: 'missing' };
const wrongType: Reading = { known: false, reason: 'missing', flag: 'wrong_type' };

/**
 * Tells what a value that came from outside is as a fact: null and undefined are missing, a value of another type is
 * missing and flagged, a value outside `one_of` counts and is flagged. NaN and infinities are no numbers.
 */
export function typedReader(domain: FactDomain): (value: unknown) => Reading {
  const readings = new Map<unknown, Reading>(namedScalars(domain).map((value) => [value, new KnownValue(value)]));
  return (value) => {
    if (value === undefined || value === null) return missing;
    if (!isOfType(domain, value)) return wrongType;
    const named = readings.get(value);
    if (named !== undefined) return named;
    return isNamed(domain, value) ? new KnownValue(value) : { known: true, value, flag: 'outside_one_of' };
  };
}

/** A request seldom has another value where the policy names some, so that their readings are made once. */
function namedScalars(domain: FactDomain): readonly FactScalar[] {
  if (domain.type === 'boolean') return [false, true];
  return domain.type === 'list' ? [] : (domain.values ?? []);
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
