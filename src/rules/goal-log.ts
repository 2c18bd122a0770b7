import type { ClassGoal } from './narrow-goal.js';
import { truthAt } from './narrow-goal.js';
import { TrueNodes } from './true-nodes.js';
import { notTrue } from './truth-set.js';

/** Goals in the order they were asked for, to which more are added. Logs that begin with the same goals share them. */
export class GoalLog {
  readonly length: number;
  readonly #shared: SharedGoals;

  constructor(shared = new SharedGoals(), length = 0) {
    this.#shared = shared;
    this.length = length;
  }

  /** The log with one goal more. */
  with(goal: ClassGoal): GoalLog {
    // Another log may have gone on from here differently.
    const shared = this.length === this.#shared.goals.length ? this.#shared : new SharedGoals(this.all());
    shared.add(goal);
    return new GoalLog(shared, this.length + 1);
  }

  all(): readonly ClassGoal[] {
    return this.#shared.goals.slice(0, this.length);
  }

  at(index: number): ClassGoal | undefined {
    return index < this.length ? this.#shared.goals[index] : undefined;
  }

  /** The numbers of the first that one class of each fact does not meet, ascending. */
  unmetBy(choice: readonly number[], most = Number.POSITIVE_INFINITY): readonly number[] {
    return this.#shared.unmetBy(choice, { below: this.length, most });
  }
}

class SharedGoals {
  readonly goals: readonly ClassGoal[];
  readonly #goals: ClassGoal[];
  /** How many are indexed: not before it is asked for. */
  #indexed = 0;
  /** By goal, what may not be true. */
  readonly #forbidden = new TrueNodes();
  /** The goals that ask for something else; they are few. */
  readonly #others: number[] = [];

  constructor(goals: readonly ClassGoal[] = []) {
    this.#goals = [...goals];
    this.goals = this.#goals;
  }

  add(goal: ClassGoal): void {
    this.#goals.push(goal);
  }

  unmetBy(choice: readonly number[], range: { readonly below: number; readonly most: number }): readonly number[] {
    for (; this.#indexed < this.#goals.length; this.#indexed += 1) this.#index(this.#indexed);
    const unmet = this.#others.filter((index) => index < range.below && !isMet(this.#goals[index], choice));
    const broken = this.#forbidden.at(choice, range);
    if (unmet.length === 0) return broken;
    return [...unmet, ...broken].toSorted((a, b) => a - b).slice(0, range.most);
  }

  #index(index: number): void {
    const goal = this.#goals[index];
    const forbids = goal?.allowed === notTrue;
    this.#forbidden.add(forbids ? goal.node : undefined);
    if (!forbids) this.#others.push(index);
  }
}

function isMet(goal: ClassGoal | undefined, choice: readonly number[]): boolean {
  return goal === undefined || (truthAt(goal.node, choice) & goal.allowed) !== 0;
}
