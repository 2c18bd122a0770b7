import type { Reading } from '../facts/reading.js';
import type { Matcher, ReadsFacts } from './engine.js';
import { createFactClassifier, type FactClassifier } from './fact-classifier.js';
import { comparisonsByFact, type Formula } from './formula.js';

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
  /** Nodes after which nothing more is remembered. Default: 100,000. */
  readonly maxNodes?: number;
  /** One in so many hits is evaluated by the engine as well. Default: 1,000. */
  readonly checkEvery?: number;
  /** Told when a check finds a difference; the memo is dropped then. */
  readonly onDifference?: (difference: MemoDifference) => void;
}

/** A matcher that remembers. */
export interface MemoizedMatcher extends Matcher {
  readonly statistics: MemoStatistics;
}

/** Which fact is read next; where its class leads; and where nothing more is read, the result. */
interface MemoNode {
  fact?: string;
  readonly next: Map<number, MemoNode>;
  result?: readonly number[];
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
  readonly #classifiers: ReadonlyMap<string, FactClassifier>;
  readonly #maxNodes: number;
  readonly #checkEvery: number;
  readonly #onDifference: MemoOptions['onDifference'];
  #root: MemoNode = { next: new Map() };
  #statistics = { hits: 0, misses: 0, nodes: 1, unremembered: 0, dropped: false };

  constructor(matcher: Matcher, formulas: readonly Formula[], options: MemoOptions) {
    this.#matcher = matcher;
    this.#classifiers = classifiersOf(formulas);
    this.#maxNodes = options.maxNodes ?? 100_000;
    this.#checkEvery = options.checkEvery ?? 1_000;
    this.#onDifference = options.onDifference;
  }

  get statistics(): MemoStatistics {
    return this.#statistics;
  }

  match(readings: ReadsFacts): readonly number[] | Promise<readonly number[]> {
    return this.#statistics.dropped ? this.#matcher.match(readings) : this.#follow(this.#root, readings);
  }

  #follow(start: MemoNode, readings: ReadsFacts): readonly number[] | Promise<readonly number[]> {
    let node: MemoNode | undefined = start;
    while (node !== undefined) {
      if (node.result !== undefined) return this.#hit(node.result, readings);
      if (node.fact === undefined) break;
      const reading = readings.read(node.fact);
      if (reading instanceof Promise) return this.#followLater(node, reading, readings);
      node = this.#step(node, reading);
    }
    return this.#miss(readings);
  }

  async #followLater(node: MemoNode, pending: Promise<Reading>, readings: ReadsFacts): Promise<readonly number[]> {
    const next = this.#step(node, await pending);
    return next === undefined ? this.#miss(readings) : this.#follow(next, readings);
  }

  #step(node: MemoNode, reading: Reading): MemoNode | undefined {
    const edge = this.#classOf(node.fact as string, reading);
    return edge === undefined ? undefined : node.next.get(edge);
  }

  #classOf(fact: string, reading: Reading): number | undefined {
    const classifier = this.#classifiers.get(fact);
    if (classifier === undefined) throw new Error(`no formula asks for fact ${fact}`);
    return classifier(reading);
  }

  #hit(result: readonly number[], readings: ReadsFacts): readonly number[] | Promise<readonly number[]> {
    this.#statistics.hits += 1;
    return this.#statistics.hits % this.#checkEvery === 0 ? this.#check(result, readings) : result;
  }

  /** Compares a hit with the engine: its result, and the facts that it read, which exposures hang on. */
  async #check(remembered: readonly number[], readings: ReadsFacts): Promise<readonly number[]> {
    const traced = new TracedReadings(readings);
    const evaluated = await this.#matcher.match(traced);
    if (this.#statistics.dropped) return evaluated;
    const recalled = this.#recall(traced.trace);
    if (recalled !== undefined && equal(recalled, evaluated) && equal(remembered, evaluated)) return remembered;
    this.#drop();
    this.#onDifference?.({ remembered, evaluated });
    return evaluated;
  }

  /** The result that stands at the end of exactly these reads. */
  #recall(trace: ReadonlyMap<string, Reading>): readonly number[] | undefined {
    let node: MemoNode | undefined = this.#root;
    for (const [fact, reading] of trace) {
      if (node?.fact !== fact) return undefined;
      node = this.#step(node, reading);
    }
    return node?.result;
  }

  /** The facts on the way are read already: the engine finds them, and goes on from there. */
  async #miss(readings: ReadsFacts): Promise<readonly number[]> {
    this.#statistics.misses += 1;
    const traced = new TracedReadings(readings);
    const result = await this.#matcher.match(traced);
    this.#remember(traced.trace, result);
    return result;
  }

  #remember(read: ReadonlyMap<string, Reading>, result: readonly number[]): void {
    if (this.#statistics.dropped) return;
    if (this.#statistics.nodes + read.size > this.#maxNodes) {
      this.#leaveOut();
      return;
    }
    let node = this.#root;
    for (const [fact, reading] of read) {
      // A leaf, or another fact, stands where this one was read: the same classes led to different reads.
      if (node.result !== undefined || (node.fact ?? fact) !== fact) {
        this.#drop();
        return;
      }
      node.fact = fact;
      const edge = this.#classOf(fact, reading);
      if (edge === undefined) {
        this.#leaveOut();
        return;
      }
      let next = node.next.get(edge);
      if (next === undefined) {
        next = { next: new Map() };
        node.next.set(edge, next);
        this.#statistics.nodes += 1;
      }
      node = next;
    }
    if (node.fact !== undefined) {
      this.#drop();
      return;
    }
    node.result = result;
  }

  #leaveOut(): void {
    this.#statistics.unremembered += 1;
  }

  #drop(): void {
    this.#root = { next: new Map() };
    this.#statistics = { ...this.#statistics, nodes: 1, dropped: true };
  }
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function classifiersOf(formulas: readonly Formula[]): ReadonlyMap<string, FactClassifier> {
  return new Map([...comparisonsByFact(formulas)].map(([fact, made]) => [fact, createFactClassifier(made)]));
}

/** Passes reads on, and keeps what each fact gave, in the order of reading. */
class TracedReadings implements ReadsFacts {
  readonly read: ReadsFacts['read'];
  readonly trace = new Map<string, Reading>();

  constructor(readings: ReadsFacts) {
    const keep = (fact: string, reading: Reading): Reading => {
      if (!this.trace.has(fact)) this.trace.set(fact, reading);
      return reading;
    };
    this.read = (fact) => {
      const reading = readings.read(fact);
      return reading instanceof Promise ? reading.then((settled) => keep(fact, settled)) : keep(fact, reading);
    };
  }
}
