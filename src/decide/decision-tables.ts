import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { Choice } from './choose-outcome.js';
import { positionOf } from './position-of.js';
import { RouteMemo } from './route-memo.js';
import { UnreadFacts } from './unread-facts.js';

/** What all decisions of one generation share, so that it is worked out once. */
export class DecisionTables {
  readonly routes: RouteMemo;
  readonly unread: UnreadFacts;
  readonly #compiled: CompiledPolicy;
  /** By the rule's index; the default behind them. */
  readonly #choices: (Choice | undefined)[];

  constructor(compiled: CompiledPolicy) {
    this.#compiled = compiled;
    this.routes = new RouteMemo(compiled);
    this.unread = new UnreadFacts([...compiled.facts.keys()]);
    this.#choices = new Array(compiled.rules.length + 1);
  }

  /** What a rule leads to, or without one the default. Made once: of a large policy, what it is made of lies far apart. */
  choice(ruleIndex: number | undefined): Choice {
    const index = ruleIndex ?? this.#compiled.rules.length;
    let choice = this.#choices[index];
    if (choice === undefined) {
      choice = makeChoice(this.#compiled, ruleIndex);
      this.#choices[index] = choice;
    }
    return choice;
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

function makeChoice({ policy, rules }: CompiledPolicy, ruleIndex: number | undefined): Choice {
  const rule = ruleIndex === undefined ? undefined : rules[ruleIndex]?.rule;
  if (ruleIndex === undefined || rule === undefined) {
    return { reason: 'default', outcome: policy.default, rule: 'default', at: positionOf(policy.default.place) };
  }
  return { reason: 'rule', ruleIndex, outcome: rule.outcome, rule: rule.id, at: positionOf(rule.place) };
}
