import type { Reading } from '../facts/reading.js';
import { ClassNodes } from './class-nodes.js';
import type { FactClasses } from './fact-classes.js';
import type { Goal } from './goal.js';
import { type ClassGoal, type Domains, narrowGoal } from './narrow-goal.js';

/** Readings that meet every goal, for the facts that matter; or the proof that there are none. */
export type Witness =
  | { readonly found: true; readonly readings: ReadonlyMap<string, Reading> }
  /** `decided` is false when the search gave up: there may be one. */
  | { readonly found: false; readonly decided: boolean };

/** Evaluations of goals after which one search gives up, so that nothing hangs on a policy made to be hard. */
const workLimit = 200_000;

/**
 * Searches the facts' classes for readings that meet goals. Exact over the classes: facts are taken as independent of
 * each other, so what it calls impossible is impossible. Goals that many searches share are added once.
 */
export class ClassSearch {
  readonly #nodes: ClassNodes;
  #domains: Domains;
  #goals: readonly ClassGoal[] = [];
  #impossible = false;
  /** Every goal as it was added. */
  #added: readonly ClassGoal[] = [];

  constructor(classes: ReadonlyMap<string, FactClasses> | ClassNodes) {
    this.#nodes = classes instanceof ClassNodes ? classes : new ClassNodes(classes);
    this.#domains = this.#nodes.facts.map(({ representatives }) => representatives.map((_, index) => index));
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
    else if (open.length > 0) this.#goals = [...open, ...this.#goals];
  }

  /** Looks for readings that meet these goals, and those that were added. */
  solve(goals: readonly Goal[] = []): Witness {
    const search = this.fork();
    for (const goal of goals) search.add(goal);
    return search.#solve();
  }

  #solve(): Witness {
    const descent = new Descent(this.#nodes);
    const domains = this.#impossible ? undefined : descent.run(this.#goals, this.#domains);
    if (domains !== undefined) return { found: true, readings: this.#readingsWithin(domains) };
    const certain = this.#added.filter((goal) => this.#isCertain(goal));
    if (certain.length === this.#added.length) return { found: false, decided: descent.decided };
    // Classes that are not known may meet the other goals; these alone may be impossible already.
    const search = new ClassSearch(this.#nodes);
    for (const goal of certain) search.#add(goal);
    const witness = search.#solve();
    return { found: false, decided: !witness.found && witness.decided };
  }

  /** Whether all classes of the goal's facts are known. */
  #isCertain({ node }: ClassGoal): boolean {
    return node.facts.every((fact) => this.#nodes.facts[fact]?.complete === true);
  }

  /** A witness leaves out facts that do not matter; this gives each of them a class, too. */
  complete(witness: ReadonlyMap<string, Reading>): ReadonlyMap<string, Reading> {
    const readings = this.#nodes.facts.flatMap(({ fact, representatives }) => {
      const reading = witness.get(fact) ?? representatives[0];
      return reading === undefined ? [] : [[fact, reading] as const];
    });
    return new Map(readings);
  }

  #isNarrowed(domains: Domains, fact: number): boolean {
    return (domains[fact]?.length ?? 0) < (this.#nodes.facts[fact]?.representatives.length ?? 0);
  }

  #readingsWithin(domains: Domains): ReadonlyMap<string, Reading> {
    const readings = this.#nodes.facts.flatMap(({ fact, representatives }, index) => {
      const reading = representatives[domains[index]?.[0] ?? -1];
      return reading !== undefined && this.#isNarrowed(domains, index) ? [[fact, reading] as const] : [];
    });
    return new Map(readings);
  }
}

/** One search, depth first: gives a fact one class after the other, and lets what follows narrow the other facts. */
class Descent {
  readonly #nodes: ClassNodes;
  #work = 0;
  /** False when it gave up. */
  decided = true;

  constructor(nodes: ClassNodes) {
    this.#nodes = nodes;
  }

  /** Domains within which every goal is met; undefined when there are none, or none was found. */
  run(goals: readonly ClassGoal[], domains: Domains): Domains | undefined {
    const narrowed = [...domains];
    const open = this.#propagate(goals, narrowed);
    if (open === undefined) return undefined;
    const fact = nextFact(open, narrowed);
    if (fact === undefined) return narrowed;
    for (const index of this.#inOrder(fact, narrowed)) {
      if (this.#work > workLimit) this.decided = false;
      if (this.#work > workLimit) return undefined;
      const found = this.run(open, narrowed.with(fact, [index]));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Narrows the domains until no goal narrows them further. Gives the goals that are still open; undefined if one fails. */
  #propagate(goals: readonly ClassGoal[], domains: Domains): readonly ClassGoal[] | undefined {
    let open = goals;
    for (let before = -1; before !== sizeOf(domains); ) {
      before = sizeOf(domains);
      const left: ClassGoal[] = [];
      for (const goal of open) {
        this.#work += 1;
        const rest = narrowGoal(goal, domains);
        if (rest === undefined) return undefined;
        left.push(...rest);
      }
      open = left;
    }
    return open;
  }

  /** The classes that are left for a fact, the least entangled first. */
  #inOrder(fact: number, domains: Domains): readonly number[] {
    const weights = this.#nodes.entanglement[fact];
    return (domains[fact] ?? []).toSorted((a, b) => (weights?.[a] ?? 0) - (weights?.[b] ?? 0));
  }
}

function sizeOf(domains: Domains): number {
  return domains.reduce((size, domain) => size + domain.length, 0);
}

/** The fact with the fewest classes left, of the goal with the fewest facts. */
function nextFact(goals: readonly ClassGoal[], domains: Domains): number | undefined {
  let best: readonly number[] = [];
  for (const { node } of goals) {
    const open = node.facts.filter((fact) => (domains[fact]?.length ?? 0) > 1);
    if (best.length === 0 || (open.length > 0 && open.length < best.length)) best = open;
    if (best.length === 2) break;
  }
  const size = (fact: number): number => domains[fact]?.length ?? 0;
  return best.reduce<number | undefined>(
    (chosen, fact) => (chosen === undefined || size(fact) < size(chosen) ? fact : chosen),
    undefined,
  );
}
