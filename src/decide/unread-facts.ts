import type { FactRead } from '../rules/fact-readings.js';

/** Where a policy's facts were read in one order: what was not read, and where one more leads. */
class Order {
  readonly unread: readonly string[];
  /** The fact that was first read next, and where it leads: most often it is the only one. */
  usual: string | undefined;
  afterUsual: Order | undefined;
  readonly others = new Map<string, Order>();

  constructor(unread: readonly string[]) {
    this.unread = Object.freeze(unread);
    this.usual = undefined;
    this.afterUsual = undefined;
  }

  after(fact: string): Order | undefined {
    return fact === this.usual ? this.afterUsual : this.others.get(fact);
  }

  keep(fact: string, next: Order): void {
    if (this.usual === undefined) {
      this.usual = fact;
      this.afterUsual = next;
    } else this.others.set(fact, next);
  }
}

/** Orders that are kept of one generation; a policy's conditions are met in a few. */
const mostOrders = 1_000;

/** Tells which facts of a policy a request did not read. */
export class UnreadFacts {
  readonly #first: Order;
  #orders = 1;

  /** `names`: all facts, in the policy's order. */
  constructor(names: readonly string[]) {
    this.#first = new Order([...names]);
  }

  /** Those not among the ones read. In the policy's order; frozen, because decisions share it. */
  after(first: FactRead | undefined): readonly string[] {
    let order = this.#first;
    for (let read = first; read !== undefined; read = read.next) {
      const next = order.after(read.name) ?? this.#add(order, read.name);
      if (next === undefined) return withoutReads(order.unread, read);
      order = next;
    }
    return order.unread;
  }

  /** Undefined when no more are kept. */
  #add(before: Order, fact: string): Order | undefined {
    if (this.#orders >= mostOrders) return undefined;
    const order = new Order(before.unread.filter((each) => each !== fact));
    this.#orders += 1;
    before.keep(fact, order);
    return order;
  }
}

function withoutReads(unread: readonly string[], first: FactRead): readonly string[] {
  const names = new Set<string>();
  for (let read: FactRead | undefined = first; read !== undefined; read = read.next) names.add(read.name);
  return Object.freeze(unread.filter((each) => !names.has(each)));
}
