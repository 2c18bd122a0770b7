import type { Reading } from '../facts/reading.js';
import { ClassDescent } from './class-descent.js';
import { ClassNodes } from './class-nodes.js';
import type { FactClasses } from './fact-classes.js';
import type { Goal } from './goal.js';
import { type ClassGoal, type Domains, narrowGoal, truthsWithin } from './narrow-goal.js';

/** Readings that meet every goal, or the proof that there are none. */
export type Witness =
  | {
      readonly found: true;
      /** Of the facts that matter: whatever the others are, the goals are met. Computed when first asked for. */
      readonly readings: ReadonlyMap<string, Reading>;
      /** Of every fact. */
      readonly complete: ReadonlyMap<string, Reading>;
    }
  /** `decided` is false when the search gave up: there may be one. */
  | { readonly found: false; readonly decided: boolean };

/** A class of each fact, by the fact's index. */
type Choice = readonly number[];

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
  #goals: readonly ClassGoal[] = [];
  #impossible = false;
  /** Every goal as it was added. */
  #added: readonly ClassGoal[] = [];

  constructor(classes: ReadonlyMap<string, FactClasses> | ClassNodes) {
    this.#nodes = classes instanceof ClassNodes ? classes : new ClassNodes(classes);
    this.#domains = this.#allClasses();
  }

  /** A search that starts with this one's goals. */
  fork(): ClassSearch {
    const fork = new ClassSearch(this.#nodes);
    fork.#domains = this.#domains;
    fork.#goals = this.#goals;
    fork.#impossible = this.#impossible;
    fork.#added = this.#added;
    return fork;
  }

  /** Asks this of every search from now on. */
  add({ formula, allowed }: Goal): void {
    this.#add({ node: this.#nodes.of(formula), allowed });
  }

  #add(goal: ClassGoal): void {
    this.#added = [...this.#added, goal];
    const domains = [...this.#domains];
    const open = narrowGoal(goal, domains);
    this.#domains = domains;
    if (open === undefined) this.#impossible = true;
    else if (open.length > 0) this.#goals = [...this.#goals, ...open];
  }

  /** Looks for readings that meet these goals, and those that were added. */
  solve(goals: readonly Goal[] = []): Witness {
    const search = this.fork();
    for (const goal of goals) search.add(goal);
    return search.#solve(this.#goals.length);
  }

  #solve(shared: number): Witness {
    const descent = new ClassDescent(this.#nodes);
    const choice = this.#impossible ? undefined : this.#find(shared, descent);
    if (choice !== undefined) return this.#witness(choice);
    const certain = this.#added.filter((goal) => this.#isCertain(goal));
    if (certain.length === this.#added.length) return { found: false, decided: !descent.gaveUp };
    // Classes that are not known may meet the other goals; these alone may be impossible already.
    const search = new ClassSearch(this.#nodes);
    for (const goal of certain) search.#add(goal);
    const witness = search.#solve(0);
    return { found: false, decided: !witness.found && witness.decided };
  }

  /**
   * Asks at first only for the goals that are not shared, then also for shared ones that what was found does not meet:
   * of the many rules above one, few stand in the way.
   */
  #find(shared: number, descent: ClassDescent): Choice | undefined {
    const others = this.#goals.slice(0, shared);
    let asked: readonly ClassGoal[] = this.#goals.slice(shared);
    for (let round = 1; ; round += 1) {
      const domains = descent.run(asked, this.#domains);
      if (domains === undefined) return undefined;
      const choice = domains.map((_, fact) => descent.inOrder(fact, domains)[0] ?? -1);
      const chosen = choice.map((index) => [index]);
      const unmet = others.filter(({ node, allowed }) => (truthsWithin(node, chosen) & allowed) === 0);
      if (unmet.length === 0) return choice;
      asked = round < lazyRounds ? [...asked, ...unmet.slice(0, goalsPerRound)] : [...asked, ...unmet, ...others];
    }
  }

  #witness(choice: Choice): Witness {
    const { facts } = this.#nodes;
    const readingsOf = (indexes: readonly number[]): ReadonlyMap<string, Reading> =>
      new Map(
        indexes.flatMap((index) => {
          const reading = facts[index]?.representatives[choice[index] ?? -1];
          return reading === undefined ? [] : [[facts[index]?.fact ?? '', reading] as const];
        }),
      );
    const essential = (): ReadonlyMap<string, Reading> => readingsOf(this.#essentialFacts(choice));
    let readings: ReadonlyMap<string, Reading> | undefined;
    return {
      found: true,
      complete: readingsOf(facts.map((_, index) => index)),
      get readings() {
        readings ??= essential();
        return readings;
      },
    };
  }

  /** Facts none of which can be left open: each is, one after the other, as long as the goals are still met for sure. */
  #essentialFacts(choice: Choice): readonly number[] {
    const open = this.#allClasses();
    const domains: Domains = choice.map((index) => [index]);
    return choice.flatMap((index, fact) => {
      domains[fact] = open[fact] ?? [];
      if (this.#added.every(({ node, allowed }) => (truthsWithin(node, domains) & ~allowed) === 0)) return [];
      domains[fact] = [index];
      return fact;
    });
  }

  #allClasses(): Domains {
    return this.#nodes.facts.map(({ representatives }) => representatives.map((_, index) => index));
  }

  /** Whether all classes of the goal's facts are known. */
  #isCertain({ node }: ClassGoal): boolean {
    return node.facts.every((fact) => this.#nodes.facts[fact]?.complete === true);
  }
}
