import type { Reading } from '../facts/reading.js';
import type { FactClassifier } from './fact-classifier.js';

/** Classes up to which a list with a place for each takes no more room than a map of those that were met. */
const fewClasses = 32;
/** The same for the first branch, of which there is one. */
const fewFirstClasses = 20_000;

/** A fact that is read next, and where each of its classes leads. */
export class MemoBranch<N> {
  readonly fact: string;
  readonly #classifier: FactClassifier;
  readonly #few: (N | undefined)[] | undefined;
  readonly #many: Map<number, N> | undefined;

  constructor(fact: string, classifier: FactClassifier, isFirst: boolean) {
    const few = isFirst ? fewFirstClasses : fewClasses;
    this.fact = fact;
    this.#classifier = classifier;
    this.#few = classifier.count <= few ? new Array(classifier.count).fill(undefined) : undefined;
    this.#many = this.#few === undefined ? new Map() : undefined;
  }

  /** Undefined where nothing is remembered of the reading's class, or the fact has too many to number them. */
  after(reading: Reading): N | undefined {
    const edge = this.#classifier.classOf(reading);
    return edge === undefined ? undefined : this.at(edge);
  }

  at(edge: number): N | undefined {
    return this.#few === undefined ? this.#many?.get(edge) : this.#few[edge];
  }

  set(edge: number, node: N): void {
    if (this.#few === undefined) this.#many?.set(edge, node);
    else this.#few[edge] = node;
  }
}
