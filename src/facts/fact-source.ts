import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Comparison } from '../policy/condition.js';
import type { FactDomain } from '../policy/fact-domain.js';
import type { Fact } from '../policy/policy-document.generated.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { FactWorld } from './fact-world.js';
import type { Reading } from './reading.js';

/** A function the embedding service registers for a custom fact. May be asynchronous; the signal aborts at its timeout. */
export type CustomFact = (request: RoutingRequest, signal: AbortSignal) => unknown;

/** What sources get from outside when facts are compiled. */
export interface FactTools {
  /**
   * Custom facts by fact name; one that is missing is an error. Left out where no service is there to register any, as
   * in `policy validate`: then custom facts are unknown.
   */
  readonly customFacts?: Readonly<Record<string, CustomFact>>;
  /**
   * `as_needed`: counting stops when all comparisons of the policy are settled, and the fact is a range then.
   * Default: exact.
   */
  readonly tokenCounts?: 'exact' | 'as_needed';
}

/** What a fact may look at. `now` is milliseconds since the epoch, taken once per request. */
export interface FactRequest {
  readonly request: RoutingRequest;
  readonly now: number;
  /** Left out where there is none, as in `policy decide`. */
  readonly world?: FactWorld | undefined;
  /** Reads another fact of the same request. */
  read(fact: string): Reading | Promise<Reading>;
}

export type ReadFact = (request: FactRequest) => Reading | Promise<Reading>;

/** What a source knows while it prepares a fact. */
export interface FactPreparation {
  readonly name: string;
  readonly domain: FactDomain;
  /** All that the policy compares the fact with. */
  readonly comparisons: readonly Comparison[];
  readonly tools: FactTools;
  /** Whether the fact tells to whom something is rolled out. */
  readonly isRollout: boolean;
  /** What all facts of a policy that name the same function have together: what it gave the first of them. */
  readonly shared: <T>(make: () => T) => T;
  /** Adds a finding at the value of a key of the declaration; at the fact's name without a key. */
  readonly report: (finding: Omit<Diagnostic, 'place'>, key?: string) => void;
}

/** A kind of fact: one file each. `D` is its declaration in the policy. */
export interface FactSource<D extends Fact = Fact> {
  readonly from: D['from'];
  /**
   * Relative cost of reading, for ordering conditions: 0 a property access, 1 a walk over the messages, 2 a scan of a
   * text, 3 a token count, 4 a call out of the process, 5 a bucket (read last, because reading exposes).
   */
  readonly cost: 0 | 1 | 2 | 3 | 4 | 5;
  /** Prepares what does not depend on a request. May be slow; called once per generation. */
  prepare(declaration: D, preparation: FactPreparation): ReadFact | Promise<ReadFact>;
}

/** A fact ready to be read. Reading may throw or reject: whoever reads makes that an unknown reading. */
export interface CompiledFact {
  readonly name: string;
  readonly read: ReadFact;
}
