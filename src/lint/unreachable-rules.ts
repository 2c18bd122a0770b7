import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { CompiledRule } from '../rules/compile-policy.js';
import type { FactClasses } from '../rules/fact-classes.js';
import { findWitness } from '../rules/find-witness.js';
import { conditionKey } from './duplicate-rules.js';
import type { Lint } from './lint.js';

/** A rule that no request can reach: its condition contradicts itself, or rules above it take all that it would match. */
export const unreachableRules: Lint = ({ compiled, classes }) => {
  const seen = new Set<string>();
  return compiled.rules.flatMap((rule, index) => {
    const key = conditionKey(rule.formula);
    if (seen.has(key)) return []; // duplicate-rule says it
    seen.add(key);
    const above = compiled.rules.slice(0, index);
    return isUnreachable(rule, above, classes) ? [finding(rule, hidingRules(rule, above, classes))] : [];
  });
};

function isUnreachable(
  rule: CompiledRule,
  above: readonly CompiledRule[],
  classes: ReadonlyMap<string, FactClasses>,
): boolean {
  const witness = findWitness(
    rule.formula,
    above.map((each) => each.formula),
    classes,
  );
  return !witness.found && witness.decided;
}

/** A smallest set of the rules above that still hides the rule: none of them can be left out. */
function hidingRules(
  rule: CompiledRule,
  above: readonly CompiledRule[],
  classes: ReadonlyMap<string, FactClasses>,
): readonly CompiledRule[] {
  return above.reduceRight<readonly CompiledRule[]>((needed, candidate) => {
    const without = needed.filter((each) => each !== candidate);
    return isUnreachable(rule, without, classes) ? without : needed;
  }, above);
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
