import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/facts/reading.js';
import { lintPolicy } from '../../src/lint/lint-policy.js';
import type { CompiledRule } from '../../src/rules/compile-policy.js';
import { truthOfFormula } from '../../src/rules/explain-condition.js';
import { known, missing } from '../support/conditions.js';
import { basics, compileText } from '../support/policies.js';

const small = fc.nat(3);
const word = fc.constantFrom('a', 'b', 'ab');
const ofNumber = fc.oneof(
  small,
  fc
    .tuple(fc.constantFrom('below', 'at_most', 'above', 'at_least'), small)
    .map(([operator, value]) => ({ [operator]: value })),
  fc.tuple(small, small).map(([low, width]) => ({ between: [low, low + width] })),
  fc.boolean().map((exists) => ({ exists })),
);
const ofText = fc.oneof(
  word,
  fc.uniqueArray(word, { minLength: 1 }),
  fc.tuple(fc.constantFrom('is_not', 'starts_with', 'ends_with'), word).map(([key, value]) => ({ [key]: value })),
  fc.uniqueArray(word, { minLength: 1 }).map((words) => ({ none_of: words })),
);
const comparison = fc.oneof(
  fc.tuple(fc.constantFrom('n', 'm'), ofNumber).map(([fact, value]) => ({ [fact]: value })),
  ofText.map((value) => ({ s: value })),
);
const { condition } = fc.letrec<{ condition: object }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    comparison,
    fc
      .tuple(fc.constantFrom('all', 'any'), fc.array(tie('condition'), { minLength: 1, maxLength: 3 }))
      .map(([kind, parts]) => ({ [kind]: parts })),
    tie('condition').map((not) => ({ not })),
  ),
}));

/** Every value on either side of what is compared with, and none. */
const numbers: readonly Reading[] = [missing, ...[-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7].map(known)];
const texts: readonly Reading[] = [
  missing,
  ...[
    'a',
    'b',
    'ab',
    'axb',
    'bxa',
    'ax',
    'xa',
    'bx',
    'xb',
    'abx',
    'xab',
    'abxa',
    'abxab',
    'axab',
    'bxab',
    'abxb',
    'axa',
    'bxb',
    '',
  ].map(known),
];
const requests = numbers.flatMap((n) =>
  numbers.flatMap((m) => texts.map((s): Readonly<Record<string, Reading>> => ({ n, m, s }))),
);

function matches({ formula }: CompiledRule, request: Readonly<Record<string, Reading>>): boolean {
  return truthOfFormula(formula, (fact) => request[fact]) === true;
}

/** By rule, which requests it would match. */
type Matched = ReadonlyMap<string, ReadonlySet<number>>;

function hides(above: readonly string[], rule: string, matched: Matched): boolean {
  return [...(matched.get(rule) ?? [])].every((request) => above.some((each) => matched.get(each)?.has(request)));
}

describe('the lints of rules', () => {
  it('find what trying every request on every rule finds', async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(condition, { minLength: 1, maxLength: 6 }), async (conditions) => {
        const rules = conditions.map((when, index) =>
          Object.fromEntries([
            ['id', `r${index}`],
            ['when', when],
            ['then', 'quick'],
          ]),
        );
        const facts = {
          n: { from: 'attribute', path: 'n', type: 'number' },
          m: { from: 'attribute', path: 'm', type: 'number' },
          s: { from: 'attribute', path: 's' },
        };
        const sections = { facts, rules, default: 'quick' };
        const text = Object.entries(sections).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
        const compiled = await compileText(basics + text.join(''), { memo: false });
        const found = lintPolicy(compiled);
        const of = (code: string) => found.filter((finding) => finding.code === code);
        const names = (message: string) =>
          [...message.matchAll(/rules? ((?:"r\d+"(?:, )?)+)/g)].map(([, ids = '']) => ids.match(/r\d+/g) ?? []);
        const duplicates = of('duplicate-rule').map(({ message }) => names(message)[0]?.[0]);
        const unreachable = of('unreachable-rule').map(({ message }) => names(message));
        const matched: Matched = new Map(
          compiled.rules.map((rule) => [
            rule.rule.id,
            new Set(requests.flatMap((request, index) => (matches(rule, request) ? index : []))),
          ]),
        );
        const ids = [...matched.keys()];
        const hidden = ids.filter((id, index) => !duplicates.includes(id) && hides(ids.slice(0, index), id, matched));
        expect(unreachable.map((named) => named[0]?.[0]).toSorted()).toEqual(hidden.toSorted());
        for (const [[id = ''] = [], hiding = []] of unreachable) {
          expect(hides(hiding, id, matched)).toBe(true);
          for (const each of hiding) {
            expect(ids.indexOf(each)).toBeLessThan(ids.indexOf(id));
            expect(
              hides(
                hiding.filter((other) => other !== each),
                id,
                matched,
              ),
            ).toBe(false);
          }
        }
        seen += hidden.length;
      }),
      { numRuns: 100 },
    );
    expect(seen).toBeGreaterThan(0);
  }, 60_000);
});
