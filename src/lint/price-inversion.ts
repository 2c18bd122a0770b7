import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Price } from '../policy/policy-document.generated.js';
import type { Rule } from '../policy/rule.js';
import type { CompiledPolicy, CompiledRule } from '../rules/compile-policy.js';
import { truthOfFormula } from '../rules/explain-condition.js';
import { classesOf } from '../rules/fact-classes.js';
import { comparisonsByFact, type Formula, leavesOf } from '../rules/formula.js';
import type { Lint } from './lint.js';

/**
 * A table over a number whose tiers become dearer and then cheaper, or the reverse, as the number grows. Tiers are
 * compared by their first models: dearer is one that costs no less for prompt and completion, and more for one of them.
 */
export const priceInversion: Lint = ({ compiled }) =>
  numberTables(compiled).flatMap(({ fact, entries }) => findings(fact, entriesByValue(fact, entries, compiled)));

interface NumberTable {
  readonly fact: string;
  readonly entries: readonly CompiledRule[];
}

/** The tables that choose by a number. */
function numberTables({ policy, rules }: CompiledPolicy): readonly NumberTable[] {
  const tables = new Map<string, CompiledRule[]>();
  for (const rule of rules) {
    const [, table] = /^(.*)\/choose\//.exec(rule.rule.place.pointer) ?? [];
    if (table !== undefined) tables.set(table, [...(tables.get(table) ?? []), rule]);
  }
  return [...tables.values()].flatMap((entries) => {
    const own = entries.flatMap(({ rule, formula }) =>
      leavesOf(formula).filter(({ place }) => place.pointer === rule.place.pointer),
    );
    const fact = own[0]?.comparison.fact;
    return fact !== undefined && policy.facts.get(fact)?.domain.type === 'number' ? { fact, entries } : [];
  });
}

/** The entries that decide as the fact grows, from its smallest value to its largest. */
function entriesByValue(fact: string, entries: readonly CompiledRule[], { policy }: CompiledPolicy): readonly Rule[] {
  const declaration = policy.facts.get(fact);
  if (declaration === undefined) return [];
  const tests = entries.map(({ rule, formula }) => ({ rule, formula: aboutFact(formula, fact) }));
  const comparisons = comparisonsByFact(tests.map(({ formula }) => formula)).get(fact) ?? [];
  const values = classesOf(declaration, comparisons)
    .members.flat()
    .flatMap((reading) => (reading.known && typeof reading.value === 'number' ? reading.value : []));
  const deciding = values
    .toSorted((a, b) => a - b)
    .flatMap(
      (value) => tests.find(({ formula }) => truthOfFormula(formula, () => ({ known: true, value })))?.rule ?? [],
    );
  return deciding.filter((rule, index) => rule !== deciding[index - 1]);
}

/** What a condition asks of one fact, other facts left aside. */
function aboutFact(formula: Formula, fact: string): Formula {
  if (formula.kind === 'leaf') return formula.comparison.fact === fact ? formula : { kind: 'all', parts: [], cost: 0 };
  return { ...formula, parts: formula.parts.map((part) => aboutFact(part, fact)) };
}

interface Step {
  readonly rule: Rule;
  readonly price: Price;
  readonly name: string;
}

function findings(fact: string, rules: readonly Rule[]): readonly Diagnostic[] {
  const steps = rules.flatMap((rule): readonly Step[] => {
    const { outcome } = rule;
    if (outcome.kind !== 'route') return [];
    // What is chosen by price has no price of its own.
    if (outcome.parts?.[0]?.kind === 'cheapest') return [];
    const [first] = outcome.chain;
    const name = outcome.tier?.name ?? first?.name;
    return first?.price === undefined || name === undefined ? [] : [{ rule, price: first.price, name }];
  });
  let direction = 0;
  let turning: Step | undefined;
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    const change = before === undefined ? 0 : comparePrices(before.price, step.price);
    if (change === 0) continue;
    if (direction !== 0 && change !== direction) return [finding(fact, turning ?? step, step)];
    direction = change;
    turning = step;
  }
  return [];
}

/** 1 when the second is dearer, -1 when it is cheaper, 0 when neither is. */
function comparePrices(a: Price, b: Price): number {
  const [prompt, completion] = [Math.sign(b.prompt - a.prompt), Math.sign(b.completion - a.completion)];
  return prompt * completion < 0 ? 0 : Math.sign(prompt + completion);
}

function finding(fact: string, turning: Step, step: Step): Diagnostic {
  const isCheaper = comparePrices(turning.price, step.price) < 0;
  return {
    code: 'price-inversion',
    severity: 'warning',
    message: `tier "${step.name}" is ${isCheaper ? 'cheaper' : 'dearer'} than tier "${turning.name}", although "${fact}" is higher and the tiers before became ${isCheaper ? 'dearer' : 'cheaper'}`,
    help: `check the prices, and which tier stands for which range of ${fact}`,
    place: step.rule.place,
    related: [{ message: `"${turning.name}" is chosen here`, place: turning.rule.place }],
  };
}
