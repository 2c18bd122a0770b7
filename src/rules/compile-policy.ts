import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.js';
import { compileFacts, costOf } from '../facts/fact-catalogue.js';
import type { CompiledFact, FactTools } from '../facts/fact-source.js';
import type { Condition } from '../policy/condition.js';
import type { Constraint } from '../policy/constraint.js';
import type { Policy } from '../policy/policy.js';
import type { Rule } from '../policy/rule.js';
import type { Shadow } from '../policy/shadow.js';
import { type MemoOptions, memoize, type RememberableMatcher } from './decision-memo.js';
import type { Matcher, MatcherOptions } from './engine.js';
import { comparisonsByFact, type Formula, formulaOf } from './formula.js';
import { createIndexedMatcher } from './indexed-matcher.js';

/** A policy ready to decide: one generation. Immutable, and made of fresh objects for every generation. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly facts: ReadonlyMap<string, CompiledFact>;
  readonly rules: readonly CompiledRule[];
  readonly constraints: readonly CompiledConstraint[];
  /** Finds the first rule whose condition is true. */
  readonly firstRule: RememberableMatcher;
  /** Finds every constraint whose condition is not false. */
  readonly activeConstraints: RememberableMatcher;
  readonly shadows: readonly CompiledShadow[];
  /** Whether what was worked out for one request may serve the next. */
  readonly remembers: boolean;
  /** The generation that serves the keys to which this one is not rolled out. */
  readonly previous?: CompiledPolicy;
}

export interface CompiledRule {
  readonly rule: Rule;
  readonly formula: Formula;
}

export interface CompiledConstraint {
  readonly constraint: Constraint;
  readonly formula: Formula;
}

export interface CompiledShadow {
  readonly shadow: Shadow;
  /** Undefined when the shadow is meant for all requests. */
  readonly formula?: Formula;
  /** Finds whether its condition is true; undefined when it has none. */
  readonly matcher?: Matcher;
}

export interface CompileOptions extends FactTools {
  /** How decisions are remembered; false for not at all. Default: remembered. */
  readonly memo?: false | MemoOptions;
}

/** A policy that is ready to decide, and what was found while it was made so. */
export interface CompileResult {
  /** Undefined exactly when there are errors. */
  readonly compiled?: CompiledPolicy;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Prepares the facts (loading an encoding, checking patterns) and builds the engines. Deterministic but for the time
 * limit under which a pattern is judged.
 */
export async function compilePolicy(policy: Policy, options: CompileOptions = {}): Promise<CompileResult> {
  const formula = (condition: Condition): Formula => policyFormula(condition, policy);
  const rules = policy.rules.map((rule) => ({ rule, formula: formula(rule.condition) }));
  const constraints = policy.constraints.map((constraint) => ({ constraint, formula: formula(constraint.condition) }));
  const shadows = policy.shadows.map((shadow) => compileShadow(shadow, formula));
  const comparisons = comparisonsByFact([...rules, ...constraints, ...shadows].flatMap(({ formula }) => formula ?? []));
  const { facts, diagnostics: found } = await compileFacts(policy.facts, options, comparisons);
  const before = policy.rollout === undefined ? undefined : await compilePolicy(policy.rollout.previous, options);
  const diagnostics = [...found, ...(before?.diagnostics ?? [])];
  if (hasErrors(diagnostics)) return { diagnostics: sortDiagnostics(diagnostics) };
  const matcher = (of: readonly { readonly formula: Formula }[], how: MatcherOptions): RememberableMatcher => {
    const formulas = of.map((each) => each.formula);
    const { match, spotCheck } = createIndexedMatcher(formulas, how);
    if (options.memo === false) return { match };
    const memo: MemoOptions = { checker: spotCheck, ...options.memo };
    return { match, remember: (make, read) => memoize({ match }, formulas, make, { ...memo, facts: read }) };
  };
  const compiled: CompiledPolicy = {
    policy,
    facts,
    rules,
    constraints,
    firstRule: matcher(rules, { first: true, unknownAs: false }),
    activeConstraints: matcher(constraints, { first: false, unknownAs: true }),
    shadows,
    remembers: options.memo !== false,
    ...(before?.compiled !== undefined && { previous: before.compiled }),
  };
  return { compiled, diagnostics: sortDiagnostics(diagnostics) };
}

/** A condition on a policy's facts, ordered by what these cost. */
export function policyFormula(condition: Condition, { facts }: Policy): Formula {
  return formulaOf(condition, (fact) => costOf(facts.get(fact)));
}

function compileShadow(shadow: Shadow, formula: (condition: Condition) => Formula): CompiledShadow {
  if (shadow.condition === undefined) return { shadow };
  const copied = formula(shadow.condition);
  return { shadow, formula: copied, matcher: createIndexedMatcher([copied], { first: true, unknownAs: false }) };
}
