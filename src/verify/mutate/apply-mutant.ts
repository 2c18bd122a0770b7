import type { Outcome } from '../../policy/outcome.js';
import type { CompiledConstraint, CompiledPolicy, CompiledRule } from '../../rules/compile-policy.js';
import { createDirectMatcher } from '../../rules/direct-matcher.js';
import type { Matcher } from '../../rules/engine.js';
import type { MutantEffect } from './mutant.js';

/** The policy as the mutant has it. What does not change, the facts above all, is shared with the original. */
export function applyMutant(compiled: CompiledPolicy, effect: MutantEffect): CompiledPolicy {
  switch (effect.of) {
    case 'conditions': {
      const rules = [...compiled.rules];
      for (const [index, formula] of effect.formulas()) rules[index] = { ...compiled.rules[index]!, formula };
      return { ...compiled, rules, firstRule: firstRuleOf(rules) };
    }
    case 'order': {
      const { start, middle, end } = effect;
      const { rules } = compiled;
      const order = [rules.slice(0, start), rules.slice(middle, end), rules.slice(start, middle), rules.slice(end)];
      return withRules(compiled, order.flat());
    }
    case 'outcome':
      return withOutcomes(compiled, new Map([[effect.ruleIndex, effect.outcome]]));
    case 'candidates': {
      const { policy } = compiled;
      const tiers = new Map([...policy.tiers, ...effect.tiers]);
      return withOutcomes({ ...compiled, policy: { ...policy, tiers } }, effect.outcomes);
    }
    case 'constraint': {
      const { constraintIndex, formula } = effect;
      const constraints = compiled.constraints.flatMap((constraint, index) => {
        if (index !== constraintIndex) return constraint;
        return formula === undefined ? [] : { ...constraint, formula };
      });
      return withConstraints(compiled, constraints);
    }
    default:
      return effect satisfies never;
  }
}

/** By the index of their rules; the index after the last is the default's. */
function withOutcomes(compiled: CompiledPolicy, outcomes: ReadonlyMap<number, Outcome>): CompiledPolicy {
  const rules = [...compiled.rules];
  for (const [index, outcome] of outcomes) {
    const changed = compiled.rules[index];
    if (changed !== undefined) rules[index] = { ...changed, rule: { ...changed.rule, outcome } };
  }
  const changed = withRules(compiled, rules);
  const { default: otherwise } = compiled.policy;
  return { ...changed, policy: { ...changed.policy, default: outcomes.get(rules.length) ?? otherwise } };
}

function withRules(compiled: CompiledPolicy, rules: readonly CompiledRule[]): CompiledPolicy {
  const policy = { ...compiled.policy, rules: rules.map(({ rule }) => rule) };
  return { ...compiled, policy, rules, firstRule: firstRuleOf(rules) };
}

/** Decides directly: building an engine for every mutant would take longer than all its cases. */
function firstRuleOf(rules: readonly CompiledRule[]): Matcher {
  const formulas = rules.map(({ formula }) => formula);
  return createDirectMatcher(formulas, { first: true, unknownAs: false });
}

function withConstraints(compiled: CompiledPolicy, constraints: readonly CompiledConstraint[]): CompiledPolicy {
  const formulas = constraints.map(({ formula }) => formula);
  return {
    ...compiled,
    policy: { ...compiled.policy, constraints: constraints.map(({ constraint }) => constraint) },
    constraints,
    activeConstraints: createDirectMatcher(formulas, { first: false, unknownAs: true }),
  };
}
