import type { Comparison } from '../policy/condition.js';
import type { FactDomain, FactScalar, FactValue } from '../policy/fact-domain.js';
import { KnownValue, NamedValue, type Reading } from './reading.js';

export const missing: Reading = { known: false, reason: 'missing' };
const wrongType: Reading = { known: false, reason: 'missing', flag: 'wrong_type' };

/**
 * Tells what a value that came from outside is as a fact: null and undefined are missing, a value of another type is
 * missing and flagged, a value outside `one_of` counts and is flagged. NaN and infinities are no numbers.
 */
export function typedReader(domain: FactDomain, comparisons: readonly Comparison[] = []): (value: unknown) => Reading {
  const named = namedReadings(domain, comparisons);
  return (value) => {
    if (value === undefined || value === null) return missing;
    return named?.get(value) ?? unnamedReading(domain, value);
  };
}

function unnamedReading(domain: FactDomain, value: unknown): Reading {
  const own = valueOfType(domain, value);
  if (own === undefined) return wrongType;
  return isNamed(domain, own) ? new KnownValue(own) : { known: true, value: own, flag: 'outside_one_of' };
}

/** A request seldom has another value where the policy names some, so that their readings are made once. */
function namedReadings(
  domain: FactDomain,
  comparisons: readonly Comparison[],
): ReadonlyMap<unknown, NamedValue> | undefined {
  const values = namedScalars(domain, comparisons);
  return values.length === 0 ? undefined : new Map(values.map((value) => [value, new NamedValue(value)]));
}

function namedScalars(domain: FactDomain, comparisons: readonly Comparison[]): readonly FactScalar[] {
  if (domain.type === 'boolean') return [false, true];
  if (domain.type === 'list') return [];
  if (domain.values !== undefined) return domain.values;
  // A number is most often one of many, between two that are named.
  if (domain.type === 'number') return [];
  return comparisons.flatMap(({ value }) => value).filter((value) => typeof value === 'string');
}

/** A value of a fact's type, and nothing that who gave it can still change; undefined for any other. */
export function valueOfType(domain: FactDomain, value: unknown): FactValue | undefined {
  switch (domain.type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'list':
      return Array.isArray(value) ? copyOfTexts(value) : undefined;
    default:
      return domain satisfies never;
  }
}

/** A list may say that it has billions of items without holding one. */
const mostItems = 1_000_000;

function copyOfTexts(list: readonly unknown[]): readonly string[] | undefined {
  const { length } = list;
  if (length > mostItems) return undefined;
  const texts: string[] = [];
  for (let index = 0; index < length; index += 1) {
    const text = list[index];
    if (typeof text !== 'string') return undefined;
    texts.push(text);
  }
  return texts;
}

/** Whether a value of the right type is one that the policy names; always, where it names none. */
export function isNamed(domain: FactDomain, value: FactValue): boolean {
  if (domain.type === 'boolean' || domain.values === undefined) return true;
  const values: readonly FactValue[] = domain.values;
  if (typeof value !== 'object') return values.includes(value);
  const named = new Set(values);
  return value.every((item) => named.has(item));
}
