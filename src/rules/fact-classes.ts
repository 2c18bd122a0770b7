import type { Reading } from '../facts/reading.js';
import type { Comparison } from '../policy/condition.js';
import type { FactDeclaration } from '../policy/fact-declaration.js';
import { canBeUnknown, type FactDomain, type FactValue } from '../policy/fact-domain.js';
import { partitionReadings } from './class-partition.js';
import { stepFrom } from './number-step.js';

/**
 * The classes of a fact: two values are in one class when every comparison that a policy makes on the fact has the same
 * truth for both. A decision depends on nothing else, so a policy over its classes is a finite thing.
 */
export interface FactClasses {
  readonly fact: string;
  /** One reading that stands for each class; no two of them give the same truths. */
  readonly representatives: readonly Reading[];
  /** Readings of each class, its representative first: of numbers at least those at the ends of each interval. */
  readonly members: readonly (readonly Reading[])[];
  /** False when there were too many text or list comparisons to enumerate, so that classes may be missing. */
  readonly complete: boolean;
}

/** Beyond this many `contains` on one fact their combinations are not enumerated. */
const combinationLimit = 8;

/** The classes of a fact under the comparisons a policy makes on it. */
export function classesOf(fact: FactDeclaration, comparisons: readonly Comparison[]): FactClasses {
  const { values, complete } = candidateValues(fact.domain, comparisons);
  const readings: Reading[] = values.map((value) => ({ known: true, value }));
  if (canBeUnknown(fact.declaration)) readings.push({ known: false, reason: 'missing' });
  if (fact.declaration.from === 'custom') readings.push({ known: false, reason: 'failed' });
  const members = partitionReadings(readings, comparisons);
  return { fact: fact.name, representatives: members.flatMap(([first]) => first ?? []), members, complete };
}

interface Candidates {
  readonly values: readonly FactValue[];
  readonly complete: boolean;
}

/** At least one value of every class. */
function candidateValues(domain: FactDomain, comparisons: readonly Comparison[]): Candidates {
  switch (domain.type) {
    case 'boolean':
      return { values: [true, false], complete: true };
    case 'number':
      return { values: candidateNumbers(domain, comparisons), complete: true };
    case 'string':
      return domain.open
        ? candidateTexts(domain.values ?? [], comparisons)
        : { values: domain.values ?? [], complete: true };
    case 'list':
      return candidateLists(comparisons);
    default:
      return domain satisfies never;
  }
}

/** Every number that a comparison names, those next to it, and one beyond each end; within the domain. */
function candidateNumbers(
  domain: FactDomain & { type: 'number' },
  comparisons: readonly Comparison[],
): readonly number[] {
  const named = comparisons.flatMap(({ value }) => (Array.isArray(value) ? [...value] : [value]));
  const numbers = [...new Set([...named, ...(domain.values ?? [])].filter((value) => typeof value === 'number'))];
  if (domain.minimum !== undefined) numbers.push(domain.minimum);
  if (domain.maximum !== undefined) numbers.push(domain.maximum);
  const points = numbers.toSorted((a, b) => a - b);
  const around = points.flatMap((point, index) => {
    const next = points[index + 1] ?? point + 2;
    const between = domain.integer
      ? [Math.floor(point) + 1, Math.ceil(next) - 1]
      : betweenFractions(point, points[index + 1]);
    return [point, ...between];
  });
  const first = points[0] ?? 0;
  const lowest = domain.integer ? Math.ceil(first) - 1 : stepFrom(first, -1);
  return [...new Set([lowest, ...around])].filter(
    (value) =>
      (!domain.integer || Number.isInteger(value)) &&
      value >= (domain.minimum ?? Number.NEGATIVE_INFINITY) &&
      value <= (domain.maximum ?? Number.POSITIVE_INFINITY),
  );
}

/** Numbers between two points: one step from each where there is room, else the middle. No next point: one step on. */
function betweenFractions(point: number, next: number | undefined): readonly number[] {
  const after = stepFrom(point, 1);
  if (next === undefined) return [after];
  const before = stepFrom(next, -1);
  return after < next && point < before ? [after, before] : [(point + next) / 2];
}

/** Stands in no policy (a noncharacter), so texts built with it contain, start and end with nothing by accident. */
const separator = '\uFDD0';

function candidateTexts(declared: readonly string[], comparisons: readonly Comparison[]): Candidates {
  const named = comparisons.flatMap(({ operator, value }) =>
    operator === 'is' || operator === 'is_not' || operator === 'one_of' || operator === 'none_of' ? value : [],
  );
  const texts = (operator: Comparison['operator']): readonly string[] => [
    ...new Set(comparisons.flatMap((comparison) => (comparison.operator === operator ? String(comparison.value) : []))),
  ];
  const { subsets, complete } = subsetsOf(texts('contains'));
  const [starts, ends] = [
    ['', ...texts('starts_with')],
    ['', ...texts('ends_with')],
  ];
  const built = (between: string): readonly string[] =>
    starts.flatMap((start) =>
      ends.flatMap((end) =>
        subsets.map((parts) => `${start}${between}${parts.map((part) => part + between).join('')}${end}`),
      ),
    );
  // What people can read comes first, so that it stands for its class.
  return { values: [...declared, ...named.map(String), 'other', '', ...built(' '), ...built(separator)], complete };
}

function candidateLists(comparisons: readonly Comparison[]): Candidates {
  const items = comparisons.flatMap(({ operator, value }) => (operator === 'contains' ? [String(value)] : []));
  const { subsets, complete } = subsetsOf([...new Set(items)]);
  return { values: subsets, complete };
}

function subsetsOf(items: readonly string[]): {
  readonly subsets: readonly (readonly string[])[];
  readonly complete: boolean;
} {
  const used = items.slice(0, combinationLimit);
  const subsets: (readonly string[])[] = [[]];
  for (const item of used) subsets.push(...subsets.map((subset) => [...subset, item]));
  return { subsets, complete: used.length === items.length };
}
