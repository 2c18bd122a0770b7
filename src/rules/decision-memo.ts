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

/** A matcher that remembers. */
export interface MemoizedMatcher extends Matcher {
  readonly statistics: MemoStatistics;
}

/** A fact that formulas ask for. */
interface AskedFact {
  readonly name: string;
  readonly compiled: CompiledFact | undefined;
  readonly classifier: FactClassifier;
}

/**
 * Remembers a matcher's results exactly. A result depends only on the classes of the facts that were read, in the order
 * in which they were read; so results stand in a trie whose nodes are facts and whose edges are classes. A lookup reads
 * the same facts in the same order as the engine would: it is a cache that cannot be seen.
 */
export function memoize(matcher: Matcher, formulas: readonly Formula[], options: MemoOptions = {}): MemoizedMatcher {
  return new DecisionMemo(matcher, formulas, options);
}

class DecisionMemo implements MemoizedMatcher {
  readonly #matcher: Matcher;
  readonly #checker: Matcher;
  /** By the numbers that the trie has of them. */
  readonly #facts: readonly AskedFact[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #maxNodes: number;
  readonly #checkEvery: number;
  readonly #onDifference: MemoOptions['onDifference'];
  #trie = new MemoTrie<readonly number[]>();
  /** Equal results stand in one place, so that who keeps something about a result finds it by the list itself. */
  readonly #results = new Map<string, MemoPlace>();
  #statistics = { hits: 0, misses: 0, nodes: 0, unremembered: 0, dropped: false };

  constructor(matcher: Matcher, formulas: readonly Formula[], options: MemoOptions) {
    this.#matcher = matcher;
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

  match(readings: ReadsFacts): readonly number[] | Promise<readonly number[]> {
    return this.#statistics.dropped ? this.#matcher.match(readings) : this.#follow(this.#trie.root, readings);
  }

  #follow(start: MemoPlace, readings: ReadsFacts): readonly number[] | Promise<readonly number[]> {
    let place = start;
    while (place > 0) {
      const fact = this.#facts[this.#trie.factAt(place)] as AskedFact;
      const reading = readings.read(fact.name, fact.compiled);
      if (reading instanceof Promise) return this.#followLater(place, reading, readings);
      place = this.#after(place, fact, reading);
    }
    return place === 0 ? this.#miss(readings) : this.#hit(this.#trie.resultAt(place), readings);
  }

  async #followLater(place: MemoPlace, pending: Promise<Reading>, readings: ReadsFacts): Promise<readonly number[]> {
    const reading = await pending;
    if (this.#statistics.dropped) return this.#matcher.match(readings);
    return this.#follow(this.#after(place, this.#facts[this.#trie.factAt(place)] as AskedFact, reading), readings);
  }

  #after(place: MemoPlace, { classifier }: AskedFact, reading: Reading): MemoPlace {
    const edge = classifier.classOf(reading);
    return edge === undefined ? 0 : this.#trie.after(place, edge);
  }

  #hit(result: readonly number[], readings: ReadsFacts): readonly number[] | Promise<readonly number[]> {
    this.#statistics.hits += 1;
    return this.#statistics.hits % this.#checkEvery === 0 ? this.#check(result, readings) : result;
  }

  /** Compares a hit with the engine: its result, and the facts that it read, which exposures hang on. */
  async #check(remembered: readonly number[], readings: ReadsFacts): Promise<readonly number[]> {
    const traced = new TracedReadings(readings);
    const evaluated = await this.#checker.match(traced);
    if (this.#statistics.dropped) return evaluated;
    const recalled = this.#recall(traced.trace);
    if (recalled !== undefined && equal(recalled, evaluated) && equal(remembered, evaluated)) return remembered;
    this.#drop();
    this.#onDifference?.({ remembered, evaluated });
    return evaluated;
  }

  /** The result that stands at the end of exactly these reads. */
  #recall(trace: ReadonlyMap<string, Reading>): readonly number[] | undefined {
    let place = this.#trie.root;
    for (const [name, reading] of trace) {
      const fact = this.#factAt(place);
      if (fact?.name !== name) return undefined;
      place = this.#after(place, fact, reading);
    }
    return place < 0 ? this.#trie.resultAt(place) : undefined;
  }

  /** Undefined where none is read. */
  #factAt(place: MemoPlace): AskedFact | undefined {
    return place > 0 ? this.#facts[this.#trie.factAt(place)] : undefined;
  }

  /** The facts on the way are read already: the engine finds them, and goes on from there. */
  async #miss(readings: ReadsFacts): Promise<readonly number[]> {
    this.#statistics.misses += 1;
    const traced = new TracedReadings(readings);
    const evaluated = await this.#matcher.match(traced);
    return this.#remember([...traced.trace], evaluated) ?? evaluated;
  }

  /** The list as it stands in the trie; undefined where it does not. */
  #remember(
    reads: readonly (readonly [fact: string, reading: Reading])[],
    evaluated: readonly number[],
  ): readonly number[] | undefined {
    if (this.#statistics.dropped) return undefined;
    const numbers = reads.map(([name]) => this.#numberOf(name));
    const edges = reads.map(([, reading], at) => this.#facts[numbers[at] as number]?.classifier.classOf(reading));
    const size = sizeOf(evaluated);
    if (this.#statistics.nodes + reads.length + size > this.#maxNodes || edges.includes(undefined)) {
      this.#statistics.unremembered += 1;
      return undefined;
    }
    const trie = this.#trie;
    const made = (at: number): MemoPlace => {
      const fact = numbers[at];
      this.#statistics.nodes += fact === undefined ? size : 1;
      return fact === undefined
        ? this.#placeOf(evaluated)
        : trie.addFact(fact, (this.#facts[fact] as AskedFact).classifier.count);
    };
    if (trie.root === 0) trie.root = made(0);
    let place = trie.root;
    for (const [at, fact] of numbers.entries()) {
      // A result, or another fact, stands where this one was read: the same classes led to different reads.
      if (place < 0 || trie.factAt(place) !== fact) return this.#disagree(place, evaluated);
      const edge = edges[at] as number;
      let next = trie.after(place, edge);
      if (next === 0) {
        next = made(at + 1);
        trie.lead(place, edge, next);
      }
      place = next;
    }
    return place < 0 ? trie.resultAt(place) : this.#disagree(place, evaluated);
  }

  #placeOf(result: readonly number[]): MemoPlace {
    const key = result.join();
    let place = this.#results.get(key);
    if (place === undefined) {
      place = this.#trie.addResult(result);
      this.#results.set(key, place);
    }
    return place;
  }

  /** Results and reads that cannot both stand in one trie. */
  #disagree(place: MemoPlace, evaluated: readonly number[]): undefined {
    const remembered = place < 0 ? this.#trie.resultAt(place) : [];
    this.#drop();
    this.#onDifference?.({ remembered, evaluated });
  }

  #numberOf(fact: string): number {
    const number = this.#numbers.get(fact);
    if (number === undefined) throw new Error(`no formula asks for fact ${fact}`);
    return number;
  }

  #drop(): void {
    this.#trie = new MemoTrie();
    this.#results.clear();
    this.#statistics = { ...this.#statistics, nodes: 0, dropped: true };
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
