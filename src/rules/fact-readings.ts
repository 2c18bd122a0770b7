import type { CompiledFact, FactRequest } from '../facts/fact-source.js';
import type { Reading } from '../facts/reading.js';

/** The facts of one request: each is computed when first asked for, and at most once. Reading never rejects. */
export class FactReadings {
  readonly #facts: ReadonlyMap<string, CompiledFact>;
  readonly #request: FactRequest;
  readonly #given: ReadonlyMap<string, Reading>;
  readonly #done = new Map<string, Reading>();
  readonly #pending = new Map<string, Promise<Reading>>();

  constructor(
    facts: ReadonlyMap<string, CompiledFact>,
    request: Omit<FactRequest, 'read'>,
    given: ReadonlyMap<string, Reading> = new Map(),
  ) {
    this.#facts = facts;
    this.#request = { ...request, read: (fact) => this.read(fact) };
    this.#given = given;
  }

  /** What has been read, in the order of reading. */
  get done(): ReadonlyMap<string, Reading> {
    return this.#done;
  }

  read(name: string): Reading | Promise<Reading> {
    return this.#done.get(name) ?? this.#pending.get(name) ?? this.#compute(name);
  }

  #compute(name: string): Reading | Promise<Reading> {
    const given = this.#given.get(name);
    if (given !== undefined) return this.#keep(name, given);
    const fact = this.#facts.get(name);
    if (fact === undefined) throw new Error(`fact ${name} is not compiled`);
    try {
      const reading = fact.read(this.#request);
      if (!(reading instanceof Promise)) return this.#keep(name, reading);
      const pending = reading.catch(failed).then((result) => this.#keep(name, result));
      this.#pending.set(name, pending);
      return pending;
    } catch (error) {
      return this.#keep(name, failed(error));
    }
  }

  #keep(name: string, reading: Reading): Reading {
    this.#pending.delete(name);
    this.#done.set(name, reading);
    return reading;
  }
}

function failed(error: unknown): Reading {
  return { known: false, reason: 'failed', ...(error instanceof Error && { detail: error.message }) };
}
