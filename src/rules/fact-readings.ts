import { messageOf } from '../diagnostics/message-of.js';
import type { Awaitable } from '../facts/and-then.js';
import type { CompiledFact, FactRequest } from '../facts/fact-source.js';
import type { FactWorld } from '../facts/fact-world.js';
import type { Reading } from '../facts/reading.js';

/** Readings up to which looking at one after the other is faster than a map. */
const fewReadings = 16;

/** A fact that was read, and the next. Lists would be made anew for every request, and grow with each fact. */
export interface FactRead {
  readonly name: string;
  readonly reading: Reading;
  readonly next: FactRead | undefined;
}

class FactReadNode implements FactRead {
  readonly name: string;
  readonly reading: Reading;
  next: FactReadNode | undefined;

  constructor(name: string, reading: Reading) {
    this.name = name;
    this.reading = reading;
    this.next = undefined;
  }
}

/** Milliseconds since the epoch, or a clock, which is asked when the first fact asks for them. */
export type Moment = number | (() => number);

/** What the facts of one request are about. */
export interface FactsAbout extends Omit<FactRequest, 'read' | 'now'> {
  readonly now: Moment;
}

/** The facts of one request: each is computed when first asked for, and at most once. Reading never rejects. */
export class FactReadings implements FactRequest {
  readonly request: FactRequest['request'];
  readonly world: FactWorld | undefined;
  #now: Moment;
  readonly #facts: ReadonlyMap<string, CompiledFact>;
  readonly #given: ReadonlyMap<string, Reading> | undefined;
  #first: FactReadNode | undefined;
  #last: FactReadNode | undefined;
  #count = 0;
  #byName: Map<string, Reading> | undefined;
  /** Made when a fact takes its time: most requests have none that does. */
  #pending: Map<string, Promise<Reading>> | undefined;

  constructor(
    facts: ReadonlyMap<string, CompiledFact>,
    { request, now, world }: FactsAbout,
    given?: ReadonlyMap<string, Reading>,
  ) {
    this.request = request;
    this.world = world;
    this.#now = now;
    this.#facts = facts;
    this.#given = given;
  }

  get now(): number {
    if (typeof this.#now === 'function') this.#now = this.#now();
    return this.#now;
  }

  /** What has been read so far, in the order of reading. */
  get first(): FactRead | undefined {
    return this.#first;
  }

  /** What a fact gave when it was read; undefined when it was not. */
  get(name: string): Reading | undefined {
    if (this.#count > fewReadings) return this.#lookUp(name);
    let read = this.#first;
    while (read !== undefined && read.name !== name) read = read.next;
    return read?.reading;
  }

  read(name: string, compiled?: CompiledFact): Awaitable<Reading> {
    return this.get(name) ?? this.#pending?.get(name) ?? this.#compute(name, compiled);
  }

  #compute(name: string, compiled: CompiledFact | undefined): Awaitable<Reading> {
    const given = this.#given?.get(name);
    if (given !== undefined) return this.#keep(name, given);
    const fact = compiled ?? this.#facts.get(name);
    if (fact === undefined) throw new Error(`fact ${name} is not compiled`);
    try {
      const reading = fact.read(this);
      return reading instanceof Promise ? this.#wait(name, reading) : this.#keep(name, reading);
    } catch (error) {
      return this.#keep(name, failed(error));
    }
  }

  #wait(name: string, reading: Promise<Reading>): Promise<Reading> {
    const pending = reading.catch(failed).then((result) => {
      this.#pending?.delete(name);
      return this.#keep(name, result);
    });
    this.#pending ??= new Map();
    this.#pending.set(name, pending);
    return pending;
  }

  #keep(name: string, reading: Reading): Reading {
    const read = new FactReadNode(name, reading);
    if (this.#last === undefined) this.#first = read;
    else this.#last.next = read;
    this.#last = read;
    this.#count += 1;
    this.#byName?.set(name, reading);
    return reading;
  }

  #lookUp(name: string): Reading | undefined {
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (let read = this.#first; read !== undefined; read = read.next) this.#byName.set(read.name, read.reading);
    }
    return this.#byName.get(name);
  }
}

function failed(error: unknown): Reading {
  return { known: false, reason: 'failed', ...(error instanceof Error && { detail: messageOf(error) }) };
}
