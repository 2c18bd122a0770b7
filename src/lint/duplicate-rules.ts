import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Formula } from '../rules/formula.js';
import type { Lint } from './lint.js';

/** A rule whose condition stands above it already, so that it never decides. */
export const duplicateRules: Lint = ({ compiled }) => {
  const first = new Map<string, (typeof compiled.rules)[number]>();
  const found: Diagnostic[] = [];
  for (const rule of compiled.rules) {
    const key = conditionKey(rule.formula);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, rule);
      continue;
    }
    found.push({
      code: 'duplicate-rule',
      severity: 'warning',
      message: `rule "${rule.rule.id}" has the same condition as rule "${earlier.rule.id}" above it, so it never decides`,
      help: 'remove one of the two, or change a condition',
      place: rule.rule.place,
      related: [{ message: 'the same condition stands here first', place: earlier.rule.place }],
    });
  }
  return found;
};

/** Made once: more than one lint asks for it. */
const knownKeys = new WeakMap<Formula, string>();

/** Equal for conditions that differ in the order of their parts only. */
export function conditionKey(formula: Formula): string {
  const known = knownKeys.get(formula);
  if (known !== undefined) return known;
  const key = keyOf(formula);
  knownKeys.set(formula, key);
  return key;
}

function keyOf(formula: Formula): string {
  if (formula.kind === 'leaf') return JSON.stringify([formula.negated, formula.comparison]);
  return `${formula.kind}(${formula.parts.map(keyOf).toSorted().join()})`;
}
