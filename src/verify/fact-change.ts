import type { Place } from '../diagnostics/place.js';
import type { Reading } from '../facts/reading.js';
import type { Comparison, Condition } from '../policy/condition.js';
import type { FactDomain, FactValue } from '../policy/fact-domain.js';
import type { Policy } from '../policy/policy.js';
import { prepareComparison } from '../rules/comparison-test.js';
import { explainCondition, type ReadingOf } from '../rules/explain-condition.js';
import { stepFrom } from '../rules/number-step.js';

/** Another value for a fact, with which a comparison would come out as it should. */
export interface FactChange {
  /** Where the comparison stands. */
  readonly place: Place;
  readonly fact: string;
  readonly to: FactValue;
}

/** The smallest change that would satisfy the first comparison, in the order of the file, that keeps a condition from holding. */
export function firstChange(condition: Condition, policy: Policy, readingOf: ReadingOf): FactChange | undefined {
  const failing = firstFailing(condition, true, readingOf);
  const domain = failing && policy.facts.get(failing.comparison.fact)?.domain;
  if (failing === undefined || domain === undefined) return undefined;
  const { comparison, wanted, place } = failing;
  const to = nearestValue(comparison, wanted, domain, readingOf(comparison.fact));
  return to === undefined ? undefined : { place, fact: comparison.fact, to };
}

interface Failing {
  readonly comparison: Comparison;
  readonly wanted: boolean;
  readonly place: Place;
}

function firstFailing(condition: Condition, wanted: boolean, readingOf: ReadingOf): Failing | undefined {
  if (explainCondition(condition, readingOf)[0]?.truth === wanted) return undefined;
  if (condition.kind === 'comparison') return { comparison: condition.comparison, wanted, place: condition.place };
  if (condition.kind === 'not') return firstFailing(condition.condition, !wanted, readingOf);
  for (const child of condition.conditions) {
    const failing = firstFailing(child, wanted, readingOf);
    if (failing !== undefined) return failing;
  }
  return undefined;
}

/** Of the values with the wanted truth, for numbers the one nearest to what was read. */
function nearestValue(
  comparison: Comparison,
  wanted: boolean,
  domain: FactDomain,
  reading: Reading | undefined,
): FactValue | undefined {
  const { truth } = prepareComparison(comparison);
  const read = reading?.known === true ? reading.value : undefined;
  const values = candidates(comparison, domain, read).filter(
    (value) => isInDomain(domain, value) && truth({ known: true, value }) === wanted,
  );
  const distance = (value: FactValue): number => Math.abs(Number(value) - Number(read));
  const [first, ...others] = values;
  if (typeof read !== 'number') return first;
  return others.reduce((nearest, value) => (distance(value) < distance(nearest!) ? value : nearest), first);
}

/** Values around those that the comparison names. */
function candidates(
  { operator, value }: Comparison,
  domain: FactDomain,
  read: FactValue | undefined,
): readonly FactValue[] {
  if (operator === 'exists') return [];
  switch (domain.type) {
    case 'boolean':
      return [true, false];
    case 'number':
      return [value].flat().flatMap((named) => (typeof named === 'number' ? around(named, domain.integer) : []));
    case 'list':
      return typeof value === 'string' ? listsAround(value, read) : [];
    case 'string':
      return [...[value].flat().map(String), ...(domain.values ?? [])];
    default:
      return domain satisfies never;
  }
}

/** A number and its neighbours, by as small a step as it is written with. */
function around(value: number, integer: boolean): readonly number[] {
  if (integer) return [Math.ceil(value) - 1, Math.floor(value), Math.ceil(value), Math.floor(value) + 1];
  return [stepFrom(value, -1), value, stepFrom(value, 1)];
}

function listsAround(item: string, read: FactValue | undefined): readonly (readonly string[])[] {
  const items = Array.isArray(read) ? read : [];
  return [[...items, item], items.filter((other) => other !== item)];
}

function isInDomain(domain: FactDomain, value: FactValue): boolean {
  if (domain.type !== 'number' || typeof value !== 'number') return true;
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, values } = domain;
  return value >= minimum && value <= maximum && (values === undefined || values.includes(value));
}
