import type { Place } from '../diagnostics/place.js';
import type { AnswerCheck } from '../execute/answer-check.js';
import type { Scripts } from '../providers/simulated/script-player.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { Expectation } from './fixtures-document.generated.js';
import type { Cell } from './matrix.js';

/** A fixture file in which every name resolves and every cell of every case asserts something. */
export interface FixtureSuite {
  readonly file: string;
  readonly compiled: CompiledPolicy;
  readonly cases: readonly FixtureCase[];
  /** Functions that judge answers, by name; a check without one is not made. */
  readonly checks?: Readonly<Record<string, AnswerCheck>>;
}

export interface FixtureCase {
  readonly name: string;
  readonly place: Place;
  /** Without given facts. */
  readonly request: RoutingRequest;
  /** The pinned clock: milliseconds since the epoch. */
  readonly now: number;
  /** What each model slot does. Present when the case is executed for it; others are when they expect so. */
  readonly scripts?: Scripts;
  /** Percent of each budget that is used before, by name. */
  readonly budgets?: Readonly<Record<string, number>>;
  /** One for each cell of the matrix; one for a case without. */
  readonly runs: readonly CaseRun[];
}

export interface CaseRun {
  readonly cell: Cell;
  /** The case's facts and the cell's. */
  readonly givenFacts: Cell;
  readonly expectation: Expectation;
  /** Where the expectation stands in the fixture file: a JSON pointer. */
  readonly pointer: string;
}
