import type { ClassGoal, Domains } from './narrow-goal.js';
import { truthAt, truthsWithin } from './narrow-goal.js';
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

  /** Whether all those that ask about a fact are met for sure when each fact is in one of these classes. */
  areMetAbout(fact: number, domains: Domains): boolean {
    return this.#shared.areMetAbout(fact, domains, this.length);
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
  /** By fact; for as many goals as are counted, since few are asked this. */
  readonly #about: GoalsAbout[] = [];
  #indexedAbout = 0;

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

  areMetAbout(fact: number, domains: Domains, below: number): boolean {
    for (; this.#indexedAbout < this.#goals.length; this.#indexedAbout += 1) this.#indexAbout(this.#indexedAbout);
    const { forbidden, others } = this.#about[fact] ?? {};
    if (forbidden?.someWithin(domains, below) === true) return false;
    return others?.every(({ index, goal }) => index >= below || isMetWithin(goal, domains)) !== false;
  }

  #index(index: number): void {
    const goal = this.#goals[index];
    if (goal?.allowed === notTrue) this.#forbidden.add(index, goal.node);
    else this.#others.push(index);
  }

  #indexAbout(index: number): void {
    const goal = this.#goals[index];
    for (const fact of goal?.node.facts ?? []) {
      this.#about[fact] ??= { forbidden: new TrueNodes(), others: [] };
      if (goal?.allowed === notTrue) this.#about[fact].forbidden.add(index, goal.node);
      else if (goal !== undefined) this.#about[fact].others.push({ index, goal });
    }
  }
}

/** Goals that ask about a fact: what may not be true, and the others. */
interface GoalsAbout {
  readonly forbidden: TrueNodes;
  readonly others: { readonly index: number; readonly goal: ClassGoal }[];
}

/** Whether a goal is met for sure when each fact is in one of these classes. */
export function isMetWithin({ node, allowed }: ClassGoal, domains: Domains): boolean {
  return (truthsWithin(node, domains) & ~allowed) === 0;
}

function isMet(goal: ClassGoal | undefined, choice: readonly number[]): boolean {
  return goal === undefined || (truthAt(goal.node, choice) & goal.allowed) !== 0;
}
