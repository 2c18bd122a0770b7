import type { Awaitable } from '../facts/and-then.js';
import type { CompiledFact, FactRequest } from '../facts/fact-source.js';
import type { Reading } from '../facts/reading.js';

/** Names up to which looking at one after the other is faster than a map. */
const fewNames = 16;

/** The facts of one request: each is computed when first asked for, and at most once. Reading never rejects. */
export class FactReadings {
  readonly #facts: ReadonlyMap<string, CompiledFact>;
  readonly #request: FactRequest;
  readonly #given: ReadonlyMap<string, Reading> | undefined;
  /** What has been read, in the order of reading; a map would cost more than most requests' facts. */
  readonly #names: string[] = [];
  readonly #readings: Reading[] = [];
  #byName: Map<string, Reading> | undefined;
  /** Made when a fact takes its time: most requests have none that does. */
  #pending: Map<string, Promise<Reading>> | undefined;

  constructor(
    facts: ReadonlyMap<string, CompiledFact>,
    request: Omit<FactRequest, 'read'>,
    given?: ReadonlyMap<string, Reading>,
  ) {
    this.#facts = facts;
    const { request: asked, now, world } = request;
    const read = (fact: string): Awaitable<Reading> => this.read(fact);
    // One shape, and no spread: every request makes one of these.
    this.#request = world === undefined ? { request: asked, now, read } : { request: asked, now, read, world };
    this.#given = given;
  }

  /** What has been read so far, in the order of reading. */
  get done(): ReadonlyMap<string, Reading> {
    this.#byName ??= new Map();
    for (let at = this.#byName.size; at < this.#names.length; at += 1) {
      this.#byName.set(this.#names[at]!, this.#readings[at]!);
    }
    return this.#byName;
  }

  /** The names of what has been read so far, in the order of reading. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** What a fact gave when it was read; undefined when it was not. */
  get(name: string): Reading | undefined {
    if (this.#names.length > fewNames) return this.done.get(name);
    const at = this.#names.indexOf(name);
    return at === -1 ? undefined : this.#readings[at];
  }

  read(name: string): Awaitable<Reading> {
    return this.get(name) ?? this.#pending?.get(name) ?? this.#compute(name);
  }

  #compute(name: string): Awaitable<Reading> {
    const given = this.#given?.get(name);
    if (given !== undefined) return this.#keep(name, given);
    const fact = this.#facts.get(name);
    if (fact === undefined) throw new Error(`fact ${name} is not compiled`);
    try {
      const reading = fact.read(this.#request);
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
    this.#names.push(name);
    this.#readings.push(reading);
    return reading;
  }
}

function failed(error: unknown): Reading {
  return { known: false, reason: 'failed', ...(error instanceof Error && { detail: error.message }) };
}
