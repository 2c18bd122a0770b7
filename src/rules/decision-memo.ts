import type { Reading } from '../facts/reading.js';
import type { Matcher, ReadsFacts } from './engine.js';
import { createFactClassifier, type FactClassifier } from './fact-classifier.js';
import { comparisonsByFact, type Formula } from './formula.js';
import { MemoBranch } from './memo-branch.js';
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

/** Where nothing more is read, the result; else a fact, and where its class leads. */
type MemoNode = readonly number[] | MemoBranch<MemoNode>;

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
  readonly #classifiers: ReadonlyMap<string, FactClassifier>;
  readonly #maxNodes: number;
  readonly #checkEvery: number;
  readonly #onDifference: MemoOptions['onDifference'];
  /** Undefined while nothing is remembered. */
  #root: MemoNode | undefined;
  /** Equal results are one list, so that who keeps something about a result finds it by the list itself. */
  readonly #results = new Map<string, readonly number[]>();
  #statistics = { hits: 0, misses: 0, nodes: 0, unremembered: 0, dropped: false };

  constructor(matcher: Matcher, formulas: readonly Formula[], options: MemoOptions) {
    this.#matcher = matcher;
    this.#checker = options.checker ?? matcher;
    this.#classifiers = classifiersOf(formulas);
    this.#maxNodes = options.maxNodes ?? 100_000;
    this.#checkEvery = options.checkEvery ?? 10_000;
    this.#onDifference = options.onDifference;
  }

  get statistics(): MemoStatistics {
    return this.#statistics;
  }

  match(readings: ReadsFacts): readonly number[] | Promise<readonly number[]> {
    return this.#statistics.dropped ? this.#matcher.match(readings) : this.#follow(this.#root, readings);
  }

  #follow(start: MemoNode | undefined, readings: ReadsFacts): readonly number[] | Promise<readonly number[]> {
    let node = start;
    while (node !== undefined) {
      if (isResult(node)) return this.#hit(node, readings);
      const reading = readings.read(node.fact);
      if (reading instanceof Promise) return this.#followLater(node, reading, readings);
      node = node.after(reading);
    }
    return this.#miss(readings);
  }

  async #followLater(
    branch: MemoBranch<MemoNode>,
    pending: Promise<Reading>,
    readings: ReadsFacts,
  ): Promise<readonly number[]> {
    const next = branch.after(await pending);
    return next === undefined ? this.#miss(readings) : this.#follow(next, readings);
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
    let node = this.#root;
    for (const [fact, reading] of trace) {
      if (node === undefined || isResult(node) || node.fact !== fact) return undefined;
      node = node.after(reading);
    }
    return node !== undefined && isResult(node) ? node : undefined;
  }

  /** The facts on the way are read already: the engine finds them, and goes on from there. */
  async #miss(readings: ReadsFacts): Promise<readonly number[]> {
    this.#statistics.misses += 1;
    const traced = new TracedReadings(readings);
    const evaluated = await this.#matcher.match(traced);
    const key = evaluated.join();
    const result = this.#results.get(key) ?? evaluated;
    if (this.#remember([...traced.trace], result)) this.#results.set(key, result);
    return result;
  }

  /** Whether it stands in the trie now. */
  #remember(reads: readonly (readonly [fact: string, reading: Reading])[], result: readonly number[]): boolean {
    if (this.#statistics.dropped) return false;
    const edges = reads.map(([fact, reading]) => this.#classifierOf(fact).classOf(reading));
    const size = sizeOf(result);
    if (this.#statistics.nodes + reads.length + size > this.#maxNodes || edges.includes(undefined)) {
      this.#statistics.unremembered += 1;
      return false;
    }
    const made = (at: number): MemoNode => {
      const fact = reads[at]?.[0];
      this.#statistics.nodes += fact === undefined ? size : 1;
      return fact === undefined ? result : new MemoBranch(fact, this.#classifierOf(fact), at === 0);
    };
    this.#root ??= made(0);
    let node = this.#root;
    for (const [at, [fact]] of reads.entries()) {
      // A result, or another fact, stands where this one was read: the same classes led to different reads.
      if (isResult(node) || node.fact !== fact) return this.#disagree(node, result);
      const edge = edges[at] as number;
      let next = node.at(edge);
      if (next === undefined) {
        next = made(at + 1);
        node.set(edge, next);
      }
      node = next;
    }
    return isResult(node) || this.#disagree(node, result);
  }

  /** Results and reads that cannot both stand in one trie. */
  #disagree(node: MemoNode, evaluated: readonly number[]): false {
    this.#drop();
    this.#onDifference?.({ remembered: isResult(node) ? node : [], evaluated });
    return false;
  }

  #classifierOf(fact: string): FactClassifier {
    const classifier = this.#classifiers.get(fact);
    if (classifier === undefined) throw new Error(`no formula asks for fact ${fact}`);
    return classifier;
  }

  #drop(): void {
    this.#root = undefined;
    this.#results.clear();
    this.#statistics = { ...this.#statistics, nodes: 0, dropped: true };
  }
}

/** Nodes that take as much memory as a result. */
function sizeOf({ length }: readonly number[]): number {
  return 1 + Math.floor(length / 16);
}

function isResult(node: MemoNode): node is readonly number[] {
  return Array.isArray(node);
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function classifiersOf(formulas: readonly Formula[]): ReadonlyMap<string, FactClassifier> {
  return new Map([...comparisonsByFact(formulas)].map(([fact, made]) => [fact, createFactClassifier(made)]));
}
