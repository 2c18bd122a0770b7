import type { Reading } from '../facts/reading.js';
import { ClassNodes } from './class-nodes.js';
import { ClassSearch } from './class-search.js';
import type { FactClasses } from './fact-classes.js';
import type { Goal } from './goal.js';
import { type ClassGoal, truthAt } from './narrow-goal.js';
import { readingDistance } from './reading-distance.js';

/** Another reading for a fact. */
export interface FactChange {
  readonly fact: string;
  readonly from: Reading;
  readonly to: Reading;
}

/** Changes with which goals are met. */
export interface SmallestChange {
  /** Empty when the goals are met as it is. */
  readonly changes: readonly FactChange[];
  /** Of two changes of as many facts, the smaller distance is nearer. See readingDistance. */
  readonly distance: number;
}

/** Evaluations of goals after which one search gives up. */
const workLimit = 200_000;

/**
 * Searches for the smallest change of facts that meets goals: of the fewest facts, and among those the nearest. Exact
 * over the facts' classes, of which it takes the member that is nearest to the reading there is.
 */
export class ChangeSearch {
  readonly #classes: ReadonlyMap<string, FactClasses>;
  readonly #distances: readonly Float64Array[];
  readonly #nodes: ClassNodes;
  /** What is asked of every search. */
  readonly #added: ClassGoal[] = [];
  readonly #addedFacts = new Set<number>();
  /** Tells what is possible at all; made when first asked, and told then of the goals that were added. */
  #possible: ClassSearch | undefined;
  readonly #untold: Goal[] = [];

  /** Facts without a reading count as missing. */
  constructor(readings: ReadonlyMap<string, Reading>, classes: ReadonlyMap<string, FactClasses>) {
    const options = new Map<string, FactClasses>();
    const distances: Float64Array[] = [];
    for (const [fact, known] of classes) {
      const current = readings.get(fact) ?? { known: false, reason: 'missing' };
      const nearest = nearestOfClasses(current, known);
      options.set(fact, { ...known, representatives: [current, ...nearest] });
      distances.push(Float64Array.from([0, ...nearest.map((reading) => readingDistance(current, reading))]));
    }
    this.#classes = classes;
    this.#distances = distances;
    this.#nodes = new ClassNodes(options);
  }

  /** Asks this of every search from now on, after the goals of its own. */
  add(goal: Goal): void {
    const added = this.#over(goal);
    this.#added.push(added);
    for (const fact of added.node.facts) this.#addedFacts.add(fact);
    this.#untold.push(goal);
  }

  /** Undefined when nothing meets the goals, or nothing was found that is nearer than `below`. */
  find(goals: readonly Goal[], below?: SmallestChange): SmallestChange | undefined {
    const asked = goals.map((goal) => this.#over(goal));
    const others = new Set(asked.flatMap(({ node }) => node.facts.filter((fact) => !this.#addedFacts.has(fact))));
    const facts = this.#addedFacts.size + others.size;
    const most = Math.min(facts, below?.changes.length ?? Number.POSITIVE_INFINITY);
    for (let count = 0; count <= most; count += 1) {
      // One change is tried sooner than it is judged whether there can be any.
      if (count === 2 && !this.#arePossible(goals)) return undefined;
      const limit = count === below?.changes.length ? below.distance : Number.POSITIVE_INFINITY;
      const found = new ChangeDescent([asked, this.#added], this.#distances, limit).run(count);
      if (found !== undefined) return this.#changeOf(found);
    }
    return undefined;
  }

  #arePossible(goals: readonly Goal[]): boolean {
    this.#possible ??= new ClassSearch(this.#classes);
    for (const goal of this.#untold.splice(0)) this.#possible.add(goal);
    return this.#possible.solve(goals).found;
  }

  #over({ formula, allowed }: Goal): ClassGoal {
    return { node: this.#nodes.of(formula), allowed };
  }

  #changeOf({ choices, distance }: Found): SmallestChange {
    const changes = this.#nodes.facts.flatMap(({ fact, representatives }, index) => {
      const [from] = representatives;
      const to = representatives[choices[index] ?? 0];
      return from === undefined || to === undefined || to === from ? [] : [{ fact, from, to }];
    });
    return { changes, distance };
  }
}

/** The nearest reading of each class. A fact is not changed to one that fails. */
function nearestOfClasses(current: Reading, { members }: FactClasses): readonly Reading[] {
  const named = new Set(members.flat().flatMap(itemsOf));
  const nearest = members.flatMap((readings) => {
    const possible = readings
      .map((reading) => withOtherItems(reading, current, named))
      .filter((reading) => reading.known || reading.reason === 'missing');
    const [first] = possible;
    if (first === undefined) return [];
    return possible.reduce((best, reading) =>
      readingDistance(current, reading) < readingDistance(current, best) ? reading : best,
    );
  });
  return nearest.toSorted((a, b) => readingDistance(current, a) - readingDistance(current, b));
}

/** A list keeps what nothing asks about. */
function withOtherItems(reading: Reading, current: Reading, named: ReadonlySet<string>): Reading {
  if (!reading.known || typeof reading.value !== 'object') return reading;
  const others = itemsOf(current).filter((item) => !named.has(item));
  return { known: true, value: [...others, ...reading.value] };
}

function itemsOf(reading: Reading): readonly string[] {
  return reading.known && typeof reading.value === 'object' ? reading.value : [];
}

interface Found {
  /** The option of each fact; 0 is the reading there is. */
  readonly choices: Int32Array;
  readonly distance: number;
}

/** Tries all changes of a number of facts: of each goal that is not met, one of the facts must change. */
class ChangeDescent {
  /** Lists of goals, all of which are to be met. */
  readonly #goals: readonly (readonly ClassGoal[])[];
  readonly #distances: readonly Float64Array[];
  readonly #choices: Int32Array;
  #limit: number;
  #best: Found | undefined;
  #work = 0;

  constructor(goals: readonly (readonly ClassGoal[])[], distances: readonly Float64Array[], limit: number) {
    this.#goals = goals;
    this.#distances = distances;
    this.#choices = new Int32Array(distances.length);
    this.#limit = limit;
  }

  run(count: number): Found | undefined {
    this.#descend(count, 0);
    return this.#best;
  }

  #descend(left: number, distance: number): void {
    const failing = this.#firstFailing();
    if (failing === undefined) {
      this.#limit = distance;
      this.#best = { choices: this.#choices.slice(), distance };
    } else if (left > 0) {
      for (const fact of failing.node.facts) if (this.#choices[fact] === 0) this.#change(fact, left, distance);
    }
  }

  #change(fact: number, left: number, distance: number): void {
    const distances = this.#distances[fact] ?? [];
    for (let option = 1; option < distances.length; option += 1) {
      const total = distance + (distances[option] ?? 0);
      if (total >= this.#limit || this.#work > workLimit) break;
      this.#choices[fact] = option;
      this.#descend(left - 1, total);
    }
    this.#choices[fact] = 0;
  }

  #firstFailing(): ClassGoal | undefined {
    for (const goals of this.#goals) {
      const failing = goals.find((goal) => !this.#isMet(goal));
      if (failing !== undefined) return failing;
    }
    return undefined;
  }

  #isMet({ node, allowed }: ClassGoal): boolean {
    this.#work += 1;
    return (truthAt(node, this.#choices) & allowed) !== 0;
  }
}
