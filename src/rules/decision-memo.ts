import type { Awaitable } from '../facts/and-then.js';
import type { CompiledFact } from '../facts/fact-source.js';
import type { Reading } from '../facts/reading.js';
import type { Matcher, ReadsFacts } from './engine.js';
import { createFactClassifier, type FactClassifier } from './fact-classifier.js';
import { comparisonsByFact, type Formula } from './formula.js';
import { type MemoPlace, MemoTrie } from './memo-trie.js';
import { TracedReadings } from './traced-readings.js';

/** How a memo has served. */
export interface MemoStatistics {
  readonly hits: number;
  readonly misses: number;
  readonly nodes: number;
  /** Results that were not remembered because the memo was full. */
  readonly unremembered: number;
  /** Whether a check found the memo wrong, so that it was dropped. */
  readonly dropped: boolean;
}

/** Indexes of formulas that were remembered to hold, and that hold. */
export interface MemoDifference {
  readonly remembered: readonly number[];
  readonly evaluated: readonly number[];
}

export interface MemoOptions {
  /** The facts that formulas ask for, by name: a lookup less for each that is read. */
  readonly facts?: ReadonlyMap<string, CompiledFact>;
  /** Nodes after which nothing more is remembered. Default: 100,000. */
  readonly maxNodes?: number;
  /** One in so many hits is evaluated by the engine as well. Default: 10,000. */
  readonly checkEvery?: number;
  /** Evaluates where hits are checked. Default: the matcher itself. */
  readonly checker?: Matcher;
  /** Told when a check finds a difference; the memo is dropped then. */
  readonly onDifference?: (difference: MemoDifference) => void;
}

/** Finds what follows from the formulas that hold. */
export interface Finder<R> {
  find(readings: ReadsFacts): Awaitable<R>;
}

/** One that remembers. */
export interface DecisionMemo<R> extends Finder<R> {
  readonly statistics: MemoStatistics;
}

/** A matcher of which may be remembered what follows from its results. */
export interface RememberableMatcher extends Matcher {
  /**
   * `make` is called once for each list of formulas that is remembered, and each time for one that is not; it must do
   * nothing else. `facts` are those that are read. Absent where nothing is to be remembered.
   */
  remember?<R>(make: (formulas: readonly number[]) => R, facts: ReadonlyMap<string, CompiledFact>): DecisionMemo<R>;
}

/** A fact that formulas ask for. */
interface AskedFact {
  readonly name: string;
  readonly compiled: CompiledFact | undefined;
  readonly classifier: FactClassifier;
}

/**
 * Remembers a matcher's results exactly, and what is made of each. A result depends only on the classes of the facts that
 * were read, in the order in which they were read; so results stand in a trie whose nodes are facts and whose edges are
 * classes. A lookup reads the same facts in the same order as the engine would: it is a cache that cannot be seen.
 */
export function memoize<R>(
  matcher: Matcher,
  formulas: readonly Formula[],
  make: (formulas: readonly number[]) => R,
  options: MemoOptions = {},
): DecisionMemo<R> {
  return new TrieMemo(matcher, formulas, make, options);
}

class TrieMemo<R> implements DecisionMemo<R> {
  readonly #matcher: Matcher;
  readonly #make: (formulas: readonly number[]) => R;
  readonly #checker: Matcher;
  /** By the numbers that the trie has of them. */
  readonly #facts: readonly AskedFact[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #maxNodes: number;
  readonly #checkEvery: number;
  readonly #onDifference: MemoOptions['onDifference'];
  #trie = new MemoTrie();
  /** By the trie's numbers of results: the formulas that hold, and what was made of them. */
  #lists: (readonly number[])[] = [];
  #made: R[] = [];
  /** Equal results have one number. */
  readonly #places = new Map<string, MemoPlace>();
  #statistics = { hits: 0, misses: 0, nodes: 0, unremembered: 0, dropped: false };

  constructor(
    matcher: Matcher,
    formulas: readonly Formula[],
    make: (formulas: readonly number[]) => R,
    options: MemoOptions,
  ) {
    this.#matcher = matcher;
    this.#make = make;
    this.#checker = options.checker ?? matcher;
    this.#facts = askedFacts(formulas, options.facts);
    this.#numbers = new Map(this.#facts.map(({ name }, number) => [name, number]));
    this.#maxNodes = options.maxNodes ?? 100_000;
    this.#checkEvery = options.checkEvery ?? 10_000;
    this.#onDifference = options.onDifference;
  }

  get statistics(): MemoStatistics {
    return this.#statistics;
  }

  find(readings: ReadsFacts): Awaitable<R> {
    return this.#statistics.dropped ? this.#evaluate(readings) : this.#follow(this.#trie.root, readings);
  }

  async #evaluate(readings: ReadsFacts): Promise<R> {
    return this.#make(await this.#matcher.match(readings));
  }

  #follow(start: MemoPlace, readings: ReadsFacts): Awaitable<R> {
    let place = start;
    while (place > 0) {
      const fact = this.#facts[this.#trie.factAt(place)] as AskedFact;
      const reading = readings.read(fact.name, fact.compiled);
      if (reading instanceof Promise) return this.#followLater(place, fact, reading, readings);
      place = this.#after(place, fact, reading);
    }
    return place === 0 ? this.#miss(readings) : this.#hit(~place, readings);
  }

  async #followLater(place: MemoPlace, fact: AskedFact, pending: Promise<Reading>, readings: ReadsFacts): Promise<R> {
    const reading = await pending;
    if (this.#statistics.dropped) return this.#evaluate(readings);
    return this.#follow(this.#after(place, fact, reading), readings);
  }

  #after(place: MemoPlace, { classifier }: AskedFact, reading: Reading): MemoPlace {
    const edge = classifier.classOf(reading);
    return edge === undefined ? 0 : this.#trie.after(place, edge);
  }

  #hit(number: number, readings: ReadsFacts): Awaitable<R> {
    this.#statistics.hits += 1;
    return this.#statistics.hits % this.#checkEvery === 0 ? this.#check(number, readings) : (this.#made[number] as R);
  }

  /** Compares a hit with the engine: its result, and the facts that it read, which exposures hang on. */
  async #check(number: number, readings: ReadsFacts): Promise<R> {
    const remembered = this.#lists[number] as readonly number[];
    const made = this.#made[number] as R;
    const traced = new TracedReadings(readings);
    const evaluated = await this.#checker.match(traced);
    if (!this.#statistics.dropped) {
      const recalled = this.#recall(traced.trace);
      if (recalled !== undefined && equal(recalled, evaluated) && equal(remembered, evaluated)) return made;
      this.#drop({ remembered, evaluated });
    }
    return this.#make(evaluated);
  }

  /** The result that stands at the end of exactly these reads. */
  #recall(trace: ReadonlyMap<string, Reading>): readonly number[] | undefined {
    let place = this.#trie.root;
    for (const [name, reading] of trace) {
      const fact = place > 0 ? this.#facts[this.#trie.factAt(place)] : undefined;
      if (fact?.name !== name) return undefined;
      place = this.#after(place, fact, reading);
    }
    return place < 0 ? this.#lists[~place] : undefined;
  }

  /** The facts on the way are read already: the engine finds them, and goes on from there. */
  async #miss(readings: ReadsFacts): Promise<R> {
    this.#statistics.misses += 1;
    const traced = new TracedReadings(readings);
    const evaluated = await this.#matcher.match(traced);
    const number = this.#remember([...traced.trace], evaluated);
    return number === undefined ? this.#make(evaluated) : (this.#made[number] as R);
  }

  /** The result's number; undefined when it is not remembered. */
  #remember(
    reads: readonly (readonly [fact: string, reading: Reading])[],
    evaluated: readonly number[],
  ): number | undefined {
    if (this.#statistics.dropped) return undefined;
    const facts = reads.map(([name]) => this.#numberOf(name));
    const edges = reads.map(([, reading], at) => this.#factAt(facts[at]).classifier.classOf(reading));
    const size = sizeOf(evaluated);
    if (this.#statistics.nodes + reads.length + size > this.#maxNodes || edges.includes(undefined)) {
      this.#statistics.unremembered += 1;
      return undefined;
    }
    const trie = this.#trie;
    const added = (at: number): MemoPlace => {
      const fact = facts[at];
      const place =
        fact === undefined ? this.#placeOf(evaluated) : trie.addFact(fact, this.#factAt(fact).classifier.count);
      this.#statistics.nodes += fact === undefined ? size : 1;
      return place;
    };
    if (trie.root === 0) trie.root = added(0);
    let place = trie.root;
    for (const [at, fact] of facts.entries()) {
      // A result, or another fact, stands where this one was read: the same classes led to different reads.
      if (place < 0 || trie.factAt(place) !== fact) return this.#disagree(place, evaluated);
      const edge = edges[at] as number;
      let next = trie.after(place, edge);
      if (next === 0) {
        next = added(at + 1);
        trie.lead(place, edge, next);
      }
      place = next;
    }
    return place < 0 ? ~place : this.#disagree(place, evaluated);
  }

  #placeOf(result: readonly number[]): MemoPlace {
    const key = result.join();
    let place = this.#places.get(key);
    if (place === undefined) {
      place = ~this.#lists.length;
      this.#made.push(this.#make(result));
      this.#lists.push(result);
      this.#places.set(key, place);
    }
    return place;
  }

  /** Results and reads that cannot both stand in one trie. */
  #disagree(place: MemoPlace, evaluated: readonly number[]): undefined {
    this.#drop({ remembered: (place < 0 ? this.#lists[~place] : undefined) ?? [], evaluated });
  }

  #factAt(number: number | undefined): AskedFact {
    return this.#facts[number as number] as AskedFact;
  }

  #numberOf(fact: string): number {
    const number = this.#numbers.get(fact);
    if (number === undefined) throw new Error(`no formula asks for fact ${fact}`);
    return number;
  }

  #drop(difference: MemoDifference): void {
    this.#trie = new MemoTrie();
    this.#lists = [];
    this.#made = [];
    this.#places.clear();
    this.#statistics = { ...this.#statistics, nodes: 0, dropped: true };
    this.#onDifference?.(difference);
  }
}

/** Nodes that take as much memory as a result. */
function sizeOf({ length }: readonly number[]): number {
  return 1 + Math.floor(length / 16);
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function askedFacts(formulas: readonly Formula[], compiled: MemoOptions['facts']): readonly AskedFact[] {
  return [...comparisonsByFact(formulas)].map(([name, made]) => ({
    name,
    compiled: compiled?.get(name),
    classifier: createFactClassifier(made),
  }));
}
