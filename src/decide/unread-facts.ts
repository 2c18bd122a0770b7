import type { FactRead } from '../rules/fact-readings.js';

/** Where a policy's facts were read in one order: what was not read, and where one more leads. */
interface Order {
  readonly unread: readonly string[];
  readonly next: Map<string, Order>;
}

/** Orders that are kept of one generation; a policy's conditions are met in a few. */
const mostOrders = 1_000;

/** Tells which facts of a policy a request did not read. */
export class UnreadFacts {
  readonly #first: Order;
  #orders = 1;

  /** `names`: all facts, in the policy's order. */
  constructor(names: readonly string[]) {
    this.#first = { unread: Object.freeze([...names]), next: new Map() };
  }

  /** Those not among the ones read. In the policy's order; frozen, because decisions share it. */
  after(first: FactRead | undefined): readonly string[] {
    let order = this.#first;
    for (let read = first; read !== undefined; read = read.next) {
      order = order.next.get(read.name) ?? this.#add(order, read.name);
    }
    return order.unread;
  }

  #add({ unread, next }: Order, fact: string): Order {
    const order: Order = { unread: Object.freeze(unread.filter((each) => each !== fact)), next: new Map() };
    if (this.#orders < mostOrders) {
      this.#orders += 1;
      next.set(fact, order);
    }
    return order;
  }
}
