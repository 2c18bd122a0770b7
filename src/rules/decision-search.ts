import { ClassSearch, type Witness } from './class-search.js';
import type { CompiledPolicy } from './compile-policy.js';
import type { Formula } from './formula.js';
import { type Goal, mustBeTrue, mustNotBeTrue } from './goal.js';
import { policyClasses } from './policy-classes.js';

/** Looks for requests by what they meet on their way through a policy's rules. */
export class DecisionSearch {
  readonly #compiled: CompiledPolicy;
  /** By rule: what gets past all rules above it. */
  readonly #before: ClassSearch[];

  /** `others` are formulas, besides those of the policy, that goals will be about. */
  constructor(compiled: CompiledPolicy, others: readonly Formula[] = []) {
    this.#compiled = compiled;
    this.#before = [new ClassSearch(policyClasses(compiled, others))];
  }

  /** A request that gets past the rules above an index, and meets goals. */
  reaching(index: number, goals: readonly Goal[]): Witness {
    for (let next = this.#before.length; next <= index; next += 1) this.#advance(next);
    return this.#before[index]?.solve(goals) ?? { found: false, decided: true };
  }

  /** A request that the rule at an index decides; the index after the last is the default. */
  decidedBy(index: number, goals: readonly Goal[] = []): Witness {
    const rule = this.#compiled.rules[index];
    return this.reaching(index, rule === undefined ? goals : [mustBeTrue(rule.formula), ...goals]);
  }

  /** A request that meets goals and is not refused, so that constraints are looked at. */
  routed(goals: readonly Goal[]): Witness {
    const { rules, policy } = this.#compiled;
    const outcomes = [...rules.map(({ rule }) => rule.outcome), policy.default];
    const routes = outcomes.flatMap(({ kind }, index) => (kind === 'route' ? index : []));
    // A pinned request reads no rule; and where none refuses, any will do.
    if (isPinnable(this.#compiled) || routes.length === outcomes.length) return this.reaching(0, goals);
    return firstFound(routes.toReversed(), (index) => this.decidedBy(index, goals));
  }

  #advance(index: number): void {
    const search = (this.#before[index - 1] ?? this.#before[0])?.fork();
    const rule = this.#compiled.rules[index - 1];
    if (search === undefined || rule === undefined) return;
    search.add(mustNotBeTrue(rule.formula));
    this.#before[index] = search;
  }
}

function isPinnable({ policy: { pinning } }: CompiledPolicy): boolean {
  return pinning === 'all' || pinning.size > 0;
}

/** The first witness; without one, whether every search was decided. */
export function firstFound<T>(items: Iterable<T>, search: (item: T) => Witness): Witness {
  let decided = true;
  for (const item of items) {
    const witness = search(item);
    if (witness.found) return witness;
    decided &&= witness.decided;
  }
  return { found: false, decided };
}
