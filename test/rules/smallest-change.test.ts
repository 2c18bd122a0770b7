import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import { truthOfFormula } from '../../src/rules/explain-condition.js';
import { classesOf, type FactClasses } from '../../src/rules/fact-classes.js';
import { type Formula, formulaOf, leavesOf } from '../../src/rules/formula.js';
import { mustBeTrue, mustNotBeTrue } from '../../src/rules/goal.js';
import { readingDistance } from '../../src/rules/reading-distance.js';
import { ChangeSearch } from '../../src/rules/smallest-change.js';
import { known, missing, nowhere } from '../support/conditions.js';
import { factNames, someCondition } from '../support/some-conditions.js';

const someReading = fc.oneof(fc.integer({ min: -5, max: 5 }).map(known), fc.constant(missing));
const formula = someCondition.map((condition) => formulaOf(condition, () => 0));

function classesFor(formulas: readonly Formula[]): ReadonlyMap<string, FactClasses> {
  const comparisons = formulas.flatMap((each) => leavesOf(each).map((leaf) => leaf.comparison));
  return new Map(
    factNames.map((name) => {
      const domain = { type: 'number', open: true, integer: true } as const;
      const fact = {
        name,
        declaration: { from: 'attribute', path: name } as const,
        domain,
        place: nowhere,
        valuePlaces: new Map(),
      };
      return [
        name,
        classesOf(
          fact,
          comparisons.filter((each) => each.fact === name),
        ),
      ];
    }),
  );
}

/** Every combination of integers well around what conditions name, and missing. */
const candidates: readonly Reading[] = [...Array.from({ length: 19 }, (_, index) => known(index - 9)), missing];

describe('the smallest change', () => {
  it('makes a rule decide, and nothing smaller does', () => {
    fc.assert(
      fc.property(
        formula,
        fc.array(formula, { maxLength: 3 }),
        fc.record({ a: someReading, b: someReading, c: someReading }),
        (target, above, readings) => {
          const goals = [mustBeTrue(target), ...above.map(mustNotBeTrue)];
          const decides = (all: Readonly<Record<string, Reading>>): boolean =>
            truthOfFormula(target, (fact) => all[fact]) === true &&
            above.every((each) => truthOfFormula(each, (fact) => all[fact]) !== true);
          const size = (all: typeof readings): readonly [number, number] => {
            const changed = factNames.filter((fact) => JSON.stringify(all[fact]) !== JSON.stringify(readings[fact]));
            return [changed.length, changed.reduce((sum, fact) => sum + readingDistance(readings[fact], all[fact]), 0)];
          };
          let smallest: readonly [number, number] | undefined;
          for (const a of candidates) {
            for (const b of candidates) {
              for (const c of candidates) {
                const all = { a, b, c };
                if (!decides(all)) continue;
                const [count, distance] = size(all);
                if (!smallest || count < smallest[0] || (count === smallest[0] && distance < smallest[1]))
                  smallest = [count, distance];
              }
            }
          }
          const classes = classesFor([target, ...above]);
          const found = new ChangeSearch(new Map(Object.entries(readings)), classes).find(goals);
          expect(found === undefined).toBe(smallest === undefined);
          if (found === undefined || smallest === undefined) return;
          const changed = { ...readings, ...Object.fromEntries(found.changes.map(({ fact, to }) => [fact, to])) };
          expect(decides(changed)).toBe(true);
          expect(found.changes.length).toBe(smallest[0]);
          expect(found.distance).toBeCloseTo(smallest[1], 9);
        },
      ),
      { numRuns: 150 },
    );
  });
});
