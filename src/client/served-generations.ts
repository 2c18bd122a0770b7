import { type DecisionTables, tablesOf } from '../decide/decision-tables.js';
import { factWorld } from '../execute/live/fact-world.js';
import type { LiveState } from '../execute/live/live-state.js';
import type { FactWorld } from '../facts/fact-world.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';

/** What a generation needs to decide for one router. */
export interface ServedGeneration {
  readonly tables: DecisionTables;
  /** What its facts ask of the world. */
  readonly world: FactWorld;
}

/** Keeps what each generation needs to decide, made once for each, as long as somebody holds the generation. */
export class ServedGenerations {
  readonly #live: LiveState;
  readonly #served = new WeakMap<CompiledPolicy, ServedGeneration>();
  /** Most routers serve one policy. */
  #last: ServedGeneration | undefined;

  constructor(live: LiveState) {
    this.#live = live;
  }

  of(compiled: CompiledPolicy): ServedGeneration {
    let served = this.#last;
    if (served?.tables.compiled === compiled) return served;
    served = this.#served.get(compiled);
    if (served === undefined) {
      served = { tables: tablesOf(compiled), world: factWorld(compiled.policy, this.#live) };
      this.#served.set(compiled, served);
    }
    this.#last = served;
    return served;
  }

  /** Holds no generation any more: another is served now, or none. */
  letGo(): void {
    this.#last = undefined;
  }
}
