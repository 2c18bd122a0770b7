import type { Reading } from '../facts/reading.js';
import { ClassDescent } from './class-descent.js';
import { ClassDomain } from './class-domain.js';
import { ClassNodes } from './class-nodes.js';
import type { FactClasses } from './fact-classes.js';
import type { Goal } from './goal.js';
import { GoalLog, isMetWithin } from './goal-log.js';
import { type ClassGoal, type Domains, narrowGoal, narrowGoals } from './narrow-goal.js';

/** A class of each fact, by the fact's index. */
type Choice = readonly number[];

/** Readings that meet every goal, or the proof that there are none. */
export type Witness =
  | {
      readonly found: true;
      /** By the facts' order, the class of each; -1 for a fact that has none. */
      readonly choice: Choice;
      /** Of the facts that matter: whatever the others are, the goals are met. Computed when first asked for. */
      readonly readings: ReadonlyMap<string, Reading>;
      /** Of every fact. */
      readonly complete: ReadonlyMap<string, Reading>;
    }
  /** `decided` is false when the search gave up: there may be one. */
  | { readonly found: false; readonly decided: boolean };

/** Rounds after which a search asks for all shared goals at once. */
const lazyRounds = 24;
/** Shared goals that a round adds. */
const goalsPerRound = 8;

/**
 * Searches the facts' classes for readings that meet goals. Exact over the classes: facts are taken as independent of
 * each other, so what it calls impossible is impossible. Goals that many searches share are added once.
 */
export class ClassSearch {
  readonly #nodes: ClassNodes;
  /** The classes that are left after the goals over one fact. */
  #domains: Domains;
  /** The goals over several facts. */
  #goals = new GoalLog();
  #impossible = false;
  /** Every goal as it was added. */
  #added = new GoalLog();
  /** Whether all classes of all their facts are known. */
  #certain = true;

  constructor(classes: ReadonlyMap<string, FactClasses> | ClassNodes) {
    this.#nodes = classes instanceof ClassNodes ? classes : new ClassNodes(classes);
    this.#domains = [...this.#nodes.all];
  }

  /** A search that starts with this one's goals. */
  fork(): ClassSearch {
    const fork = new ClassSearch(this.#nodes);
    fork.#domains = this.#domains;
    fork.#goals = this.#goals;
    fork.#impossible = this.#impossible;
    fork.#added = this.#added;
    fork.#certain = this.#certain;
    return fork;
  }

  /** Asks this of every search from now on. */
  add(goal: Goal): void {
    const added = this.#over(goal);
    this.#added = this.#added.with(added);
    this.#certain &&= this.#isCertain(added);
    const domains = [...this.#domains];
    const open = narrowGoal(added, domains);
    this.#domains = domains;
    if (open === undefined) this.#impossible = true;
    else for (const each of open) this.#goals = this.#goals.with(each);
  }

  /** Looks for readings that meet these goals, and those that were added. */
  solve(goals: readonly Goal[] = []): Witness {
    const asked = goals.map((goal) => this.#over(goal));
    const descent = new ClassDescent(this.#nodes);
    const domains = [...this.#domains];
    const open = this.#impossible ? undefined : narrowGoals(asked, domains);
    const choice = open === undefined ? undefined : this.#find(open, domains, this.#goals, descent);
    if (choice !== undefined) return this.#witness(choice, asked);
    if (this.#certain && asked.every((goal) => this.#isCertain(goal))) {
      return { found: false, decided: !descent.gaveUp };
    }
    return { found: false, decided: this.#isImpossible([...this.#added.all(), ...asked]) };
  }

  /** The number of the first added goal that readings do not meet which a search over the same classes found. */
  firstUnmetBy({ choice }: Witness & { found: true }): number | undefined {
    return this.#added.unmetBy(choice, 1)[0];
  }

  /** Classes that are not known may meet some goals; the others alone may be impossible already. */
  #isImpossible(goals: readonly ClassGoal[]): boolean {
    const descent = new ClassDescent(this.#nodes);
    const domains = [...this.#nodes.all];
    const certain = goals.filter((goal) => this.#isCertain(goal));
    const open = narrowGoals(certain, domains);
    return (open === undefined || this.#find(open, domains, new GoalLog(), descent) === undefined) && !descent.gaveUp;
  }

  /**
   * Asks at first only for the goals that are not shared, then also for shared ones that what was found does not meet:
   * of the many rules above one, few stand in the way.
   */
  #find(goals: readonly ClassGoal[], within: Domains, shared: GoalLog, descent: ClassDescent): Choice | undefined {
    let asked = goals;
    for (let round = 1; ; round += 1) {
      const domains = descent.run(asked, within);
      if (domains === undefined) return undefined;
      const choice = domains.map((domain, fact) => this.#nodes.entanglement[fact]?.least(domain) ?? -1);
      const isLazy = round < lazyRounds;
      const unmet = shared.unmetBy(choice, isLazy ? goalsPerRound : undefined);
      if (unmet.length === 0) return choice;
      asked = [...asked, ...unmet.flatMap((index) => shared.at(index) ?? []), ...(isLazy ? [] : shared.all())];
    }
  }

  #witness(choice: Choice, asked: readonly ClassGoal[]): Witness {
    const { facts } = this.#nodes;
    const readingsOf = (indexes: readonly number[]): ReadonlyMap<string, Reading> =>
      new Map(
        indexes.flatMap((index) => {
          const reading = facts[index]?.representatives[choice[index] ?? -1];
          return reading === undefined ? [] : [[facts[index]?.fact ?? '', reading] as const];
        }),
      );
    // More may be added before anybody asks.
    const added = this.#added;
    const essential = (): readonly number[] => this.#essentialFacts(choice, asked, added);
    let complete: ReadonlyMap<string, Reading> | undefined;
    let readings: ReadonlyMap<string, Reading> | undefined;
    return {
      found: true,
      choice,
      get complete() {
        complete ??= readingsOf(facts.map((_, index) => index));
        return complete;
      },
      get readings() {
        readings ??= readingsOf(essential());
        return readings;
      },
    };
  }

  /** Facts none of which can be left open: each is, one after the other, as long as the goals are still met for sure. */
  #essentialFacts(choice: Choice, asked: readonly ClassGoal[], added: GoalLog): readonly number[] {
    const domains: Domains = choice.map((index) => ClassDomain.of(index));
    return choice.flatMap((index, fact) => {
      domains[fact] = this.#nodes.all[fact] ?? ClassDomain.of(index);
      // Goals that do not ask about the fact are met as they were before.
      if (asked.every((goal) => isMetWithin(goal, domains)) && added.areMetAbout(fact, domains)) return [];
      domains[fact] = ClassDomain.of(index);
      return fact;
    });
  }

  #over({ formula, allowed }: Goal): ClassGoal {
    return { node: this.#nodes.of(formula), allowed };
  }

  /** Whether all classes of the goal's facts are known. */
  #isCertain({ node }: ClassGoal): boolean {
    return node.facts.every((fact) => this.#nodes.facts[fact]?.complete === true);
  }
}
