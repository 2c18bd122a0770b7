import type { Place } from '../diagnostics/place.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { Expectation } from './fixtures-document.generated.js';
import type { Cell } from './matrix.js';

/** A fixture file in which every name resolves and every cell of every case asserts something. */
export interface FixtureSuite {
  readonly file: string;
  readonly compiled: CompiledPolicy;
  /** The pinned clock: milliseconds since the epoch. */
  readonly now: number;
  readonly cases: readonly FixtureCase[];
}

export interface FixtureCase {
  readonly name: string;
  readonly place: Place;
  /** Without given facts. */
  readonly request: RoutingRequest;
  /** One for each cell of the matrix; one for a case without. */
  readonly runs: readonly CaseRun[];
}

export interface CaseRun {
  readonly cell: Cell;
  /** The case's facts and the cell's. */
  readonly givenFacts: Cell;
  readonly expectation: Expectation;
}
