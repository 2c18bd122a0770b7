import type { Outcome } from '../policy/outcome.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { Choice } from './choose-outcome.js';
import { positionOf } from './position-of.js';
import { RouteMemo } from './route-memo.js';
import { UnreadFacts } from './unread-facts.js';

/** What all decisions of one generation share, so that it is worked out once. */
export class DecisionTables {
  readonly compiled: CompiledPolicy;
  readonly routes: RouteMemo;
  readonly unread: UnreadFacts;
  /** By the rule's index; the default behind them. */
  readonly #choices: (Choice | undefined)[];

  constructor(compiled: CompiledPolicy) {
    this.compiled = compiled;
    this.routes = new RouteMemo(compiled);
    this.unread = new UnreadFacts([...compiled.facts.keys()]);
    this.#choices = new Array(compiled.rules.length + 1);
  }

  /** What a rule leads to, or without one the default. Made once: of a large policy, what it is made of lies far apart. */
  choice(ruleIndex: number | undefined): Choice {
    const index = ruleIndex ?? this.compiled.rules.length;
    let choice = this.#choices[index];
    if (choice === undefined) {
      choice = this.#makeChoice(ruleIndex);
      this.#choices[index] = choice;
    }
    return choice;
  }

  #makeChoice(ruleIndex: number | undefined): Choice {
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
