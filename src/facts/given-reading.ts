import { RouterError } from '../errors.js';
import type { FactDeclaration } from '../policy/fact-declaration.js';
import type { FactDomain } from '../policy/fact-domain.js';
import { armRanges } from './bucket-arms.js';
import type { Reading } from './reading.js';
import { isNamed, missing, valueOfType } from './typed-reading.js';

/**
 * The reading of a fact that a fixture or a caller gives instead of having it computed; null gives an unknown fact.
 * A given arm exposes as an assigned one does, without a key. Throws RouterError REQUEST_INVALID for a value that is
 * not of the fact's type, or outside its domain: it is a mistake in the fixture, where a request's would be traffic.
 */
export function givenReading(fact: FactDeclaration, given: unknown): Reading {
  if (given === null) return missing;
  const { domain, declaration } = fact;
  const value = valueOfType(domain, given);
  if (value === undefined || !isNamed(domain, value) || !isInRange(domain, value))
    throw new RouterError('REQUEST_INVALID', `facts.${fact.name} must be ${describeDomain(domain)}`);
  if (declaration.from !== 'bucket') return { known: true, value };
  const share = armRanges(declaration).find(({ arm }) => arm === value)?.propensity ?? 0;
  return { known: true, value, exposure: { experiment: fact.name, arm: String(value), propensity: share } };
}

function isInRange(domain: FactDomain, value: unknown): boolean {
  if (domain.type !== 'number' || typeof value !== 'number') return true;
  const { integer, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = domain;
  return value >= minimum && value <= maximum && (!integer || Number.isInteger(value));
}

function describeDomain(domain: FactDomain): string {
  if (domain.type === 'boolean') return 'true or false';
  const named = domain.values?.map((value) => JSON.stringify(value)).join(', ');
  switch (domain.type) {
    case 'list':
      return named === undefined ? 'a list of strings' : `a list of ${named}`;
    case 'string':
      return named === undefined ? 'a string' : `one of ${named}`;
    case 'number':
      return named === undefined ? describeRange(domain) : `one of ${named}`;
    default:
      return domain satisfies never;
  }
}

function describeRange(domain: FactDomain & { readonly type: 'number' }): string {
  const kind = domain.integer ? 'an integer' : 'a number';
  if (domain.minimum === undefined) return kind;
  return domain.maximum === undefined
    ? `${kind} of at least ${domain.minimum}`
    : `${kind} from ${domain.minimum} to ${domain.maximum}`;
}
