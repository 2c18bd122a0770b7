import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { ClassSearch } from '../rules/class-search.js';
import type { CompiledRule } from '../rules/compile-policy.js';
import { truthOfFormula } from '../rules/explain-condition.js';
import { mustBeTrue, mustNotBeTrue } from '../rules/goal.js';
import { conditionKey } from './duplicate-rules.js';
import type { Lint } from './lint.js';

/** A rule that no request can reach: its condition contradicts itself, or rules above it take all that it would match. */
export const unreachableRules: Lint = ({ compiled, classes }) => {
  const seen = new Set<string>();
  const blank = new ClassSearch(classes);
  const search = blank.fork();
  return compiled.rules.flatMap((rule, index) => {
    const key = conditionKey(rule.formula);
    if (seen.has(key)) return []; // duplicate-rule says it
    seen.add(key);
    const witness = search.solve([mustBeTrue(rule.formula)]);
    search.add(mustNotBeTrue(rule.formula));
    if (witness.found || !witness.decided) return [];
    return [finding(rule, hidingRules(rule, compiled.rules.slice(0, index), blank.fork()))];
  });
};

/**
 * Some of the rules above that hide the rule together, none of which can be left out. Found by asking for a request that
 * the rules found so far let through, and adding the rule that takes it, until there is none.
 */
function hidingRules(rule: CompiledRule, above: readonly CompiledRule[], search: ClassSearch): readonly CompiledRule[] {
  search.add(mustBeTrue(rule.formula));
  const hiding = new Set<CompiledRule>();
  for (const each of takers(above, search)) hiding.add(each);
  for (const candidate of hiding) {
    const others = [...hiding].filter((each) => each !== candidate);
    if (!search.solve(others.map(({ formula }) => mustNotBeTrue(formula))).found) hiding.delete(candidate);
  }
  return above.filter((each) => hiding.has(each));
}

/** Rules that take, one after the other, every request that the ones before let through. */
function* takers(above: readonly CompiledRule[], search: ClassSearch): Generator<CompiledRule> {
  const open = search.fork();
  for (let witness = open.solve(); witness.found; witness = open.solve()) {
    const { complete } = witness;
    const taker = above.find(({ formula }) => truthOfFormula(formula, (fact) => complete.get(fact)) === true);
    if (taker === undefined) return;
    open.add(mustNotBeTrue(taker.formula));
    yield taker;
  }
}

function finding({ rule }: CompiledRule, hiding: readonly CompiledRule[]): Diagnostic {
  const names = hiding.map((each) => `"${each.rule.id}"`).join(', ');
  return {
    code: 'unreachable-rule',
    severity: 'warning',
    message:
      hiding.length === 0
        ? `rule "${rule.id}" can never match: its conditions exclude each other`
        : `rule "${rule.id}" can never match: ${hiding.length === 1 ? 'rule' : 'rules'} ${names} above it ${hiding.length === 1 ? 'takes' : 'take'} every request it would match`,
    help: hiding.length === 0 ? 'change or remove the rule' : 'move it above the rules that hide it, or remove it',
    place: rule.place,
    related: hiding.map((each) => ({ message: `hidden by rule "${each.rule.id}"`, place: each.rule.place })),
  };
}
