import * as fc from 'fast-check';
import type { Reading } from '../../src/facts/reading.js';
import type { Comparison, Condition } from '../../src/policy/condition.js';
import type { FactClasses } from '../../src/rules/fact-classes.js';
import { all, any, compare, not } from './conditions.js';

/** The facts that random conditions are about; numbers. */
export const factNames = ['a', 'b', 'c'] as const;

const small = fc.integer({ min: -3, max: 3 });

/** A comparison of the fact x with a small number. */
export const numberComparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc
    .tuple(fc.constantFrom('below' as const, 'at_most' as const, 'above' as const, 'at_least' as const), small)
    .map(([operator, value]) => ({ fact: 'x', operator, value })),
  small.map((value) => ({ fact: 'x', operator: 'is' as const, value })),
  fc
    .tuple(small, fc.nat(3))
    .map(([low, width]) => ({ fact: 'x', operator: 'between' as const, value: [low, low + width] as const })),
);

/** Conditions over three facts, nested. */
export const someCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc
      .tuple(fc.constantFrom(...factNames), numberComparison)
      .map(([fact, comparison]) => compare({ ...comparison, fact })),
    fc.constantFrom(...factNames).map((fact) => compare({ fact, operator: 'exists', value: true })),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((conditions) => all(...conditions)),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((conditions) => any(...conditions)),
    tie('condition').map(not),
  ),
})).condition;

/** Every combination of one representative of each fact. */
export function combinationsOf(classes: ReadonlyMap<string, FactClasses>): readonly ReadonlyMap<string, Reading>[] {
  return [...classes.values()].reduce<readonly ReadonlyMap<string, Reading>[]>(
    (combinations, { fact, representatives }) =>
      combinations.flatMap((readings) => representatives.map((reading) => new Map([...readings, [fact, reading]]))),
    [new Map()],
  );
}
