import { andThen } from '../facts/and-then.js';
import type { Outcome } from '../policy/outcome.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { Finder, RememberableMatcher } from '../rules/decision-memo.js';
import type { Choice } from './choose-outcome.js';
import { positionOf } from './position-of.js';
import { type ActiveConstraints, RouteMemo } from './route-memo.js';
import { UnreadFacts } from './unread-facts.js';

/** What all decisions of one generation share, so that it is worked out once. */
export class DecisionTables {
  readonly compiled: CompiledPolicy;
  readonly routes: RouteMemo;
  readonly unread: UnreadFacts;
  /** Finds what the first rule that is true leads to, or the default. */
  readonly choices: Finder<Choice>;
  /** Finds the constraints that are not false. */
  readonly constraints: Finder<ActiveConstraints>;

  constructor(compiled: CompiledPolicy) {
    this.compiled = compiled;
    this.routes = new RouteMemo(compiled);
    this.unread = new UnreadFacts([...compiled.facts.keys()]);
    this.choices = finder(compiled.firstRule, compiled, ([index]) => this.#choice(index));
    this.constraints = finder(compiled.activeConstraints, compiled, (indexes) => this.routes.active(indexes));
  }

  #choice(ruleIndex: number | undefined): Choice {
    const { policy, rules } = this.compiled;
    const rule = ruleIndex === undefined ? undefined : rules[ruleIndex]?.rule;
    if (ruleIndex === undefined || rule === undefined) {
      return { reason: 'default', rule: 'default', ...this.#leadTo(policy.default) };
    }
    return { reason: 'rule', ruleIndex, rule: rule.id, ...this.#leadTo(rule.outcome), at: positionOf(rule.place) };
  }

  #leadTo(outcome: Outcome): Pick<Choice, 'outcome' | 'routeClass' | 'reject' | 'at'> {
    const at = positionOf(outcome.place);
    return outcome.kind === 'reject'
      ? { reject: outcome, at }
      : { outcome, routeClass: this.routes.classOf(outcome), at };
  }
}

/** Remembers what was made, where anything may be remembered. */
function finder<R>(
  matcher: RememberableMatcher,
  { facts }: CompiledPolicy,
  make: (formulas: readonly number[]) => R,
): Finder<R> {
  return matcher.remember?.(make, facts) ?? { find: (readings) => andThen(matcher.match(readings), make) };
}

const tables = new WeakMap<CompiledPolicy, DecisionTables>();

/** One for each generation. */
export function tablesOf(compiled: CompiledPolicy): DecisionTables {
  let known = tables.get(compiled);
  if (known === undefined) {
    known = new DecisionTables(compiled);
    tables.set(compiled, known);
  }
  return known;
}
