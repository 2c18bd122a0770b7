import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { ClassSearch, type Witness } from '../rules/class-search.js';
import type { CompiledRule } from '../rules/compile-policy.js';
import { mustBeTrue, mustNotBeTrue } from '../rules/goal.js';
import { conditionKey } from './duplicate-rules.js';
import type { Lint } from './lint.js';

/** A rule that no request can reach: its condition contradicts itself, or rules above it take all that it would match. */
export const unreachableRules: Lint = ({ compiled, classes }) => {
  const seen = new Set<string>();
  const blank = new ClassSearch(classes);
  const search = blank.fork();
  /** The rules that were looked at, in the order in which the search was asked to get past them. */
  const above: CompiledRule[] = [];
  return compiled.rules.flatMap((rule) => {
    const key = conditionKey(rule.formula);
    if (seen.has(key)) return []; // duplicate-rule says it
    seen.add(key);
    const witness = search.solve([mustBeTrue(rule.formula)]);
    const takerOf: TakerOf = (reaching) => search.firstUnmetBy(reaching);
    const isHidden = !witness.found && witness.decided;
    const found = isHidden ? [finding(rule, hidingRules(rule, above, takerOf, blank.fork()))] : [];
    search.add(mustNotBeTrue(rule.formula));
    above.push(rule);
    return found;
  });
};

/** Which rule above takes a request that a search found. */
type TakerOf = (reaching: Witness & { readonly found: true }) => number | undefined;

/**
 * Some of the rules above that hide the rule together, none of which can be left out. Found by asking for a request that
 * the rules found so far let through, and adding the rule that takes it, until there is none.
 */
function hidingRules(
  rule: CompiledRule,
  above: readonly CompiledRule[],
  takerOf: TakerOf,
  search: ClassSearch,
): readonly CompiledRule[] {
  search.add(mustBeTrue(rule.formula));
  const hiding = new Map<number, CompiledRule>();
  for (const taker of takers(above, takerOf, search.fork())) hiding.set(...taker);
  for (const candidate of [...hiding.keys()]) {
    const others = [...hiding].flatMap(([index, each]) => (index === candidate ? [] : mustNotBeTrue(each.formula)));
    if (!search.solve(others).found) hiding.delete(candidate);
  }
  return [...hiding].toSorted(([a], [b]) => a - b).map(([, each]) => each);
}

/** Rules that take, one after the other, every request that the ones before let through. */
function* takers(
  above: readonly CompiledRule[],
  takerOf: TakerOf,
  open: ClassSearch,
): Generator<readonly [index: number, rule: CompiledRule]> {
  for (let witness = open.solve(); witness.found; witness = open.solve()) {
    const index = takerOf(witness);
    const taker = above[index ?? -1];
    if (index === undefined || taker === undefined) return;
    open.add(mustNotBeTrue(taker.formula));
    yield [index, taker];
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
