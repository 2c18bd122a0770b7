import type { Decision, FilePosition } from '../decide/decision.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import type { ExplainedLine } from '../rules/explain-condition.js';
import type { Difference } from './compare-decision.js';
import type { FixtureSuite } from './fixture-suite.js';
import type { Cell } from './matrix.js';

/** What came of one fixture file. A file with errors runs no case. */
export type FixtureFileResult =
  | {
      readonly kind: 'ran';
      /** The fixture file. */
      readonly file: string;
      readonly policy: { readonly name: string; readonly version: string; readonly file: string };
      /** What was run, for whoever runs it again: on a mutant, say. */
      readonly suite: FixtureSuite;
      readonly results: readonly CaseResult[];
      /** Warnings about the fixtures and the policy. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'invalid'; readonly file: string; readonly diagnostics: readonly Diagnostic[] };

/** One case, or one cell of its matrix. */
export interface CaseResult {
  readonly name: string;
  /** Empty for a case without a matrix. */
  readonly cell: Cell;
  /** Where the case stands. */
  readonly place: Place;
  /** Empty when the case passed. */
  readonly differences: readonly Difference[];
  readonly decision: Decision;
  /** Milliseconds. */
  readonly duration: number;
  /** Present when the case failed because of its rule: why the expected rule did not decide. */
  readonly rule?: RuleMismatch;
}

export interface RuleMismatch {
  readonly expected: ExpectedRule;
  readonly matched: RuleReference;
}

/** A rule by its id, or `default`, or `pinned`; and its place in the policy. */
export interface RuleReference {
  readonly id: string;
  readonly at: FilePosition;
}

export interface ExpectedRule extends RuleReference {
  /** The rule's condition line by line with what each came to; empty for `default`. */
  readonly condition: readonly ExplainedLine[];
  /** The expected rule held, but a rule above it decided first. */
  readonly hidden: boolean;
}

export function passed(result: CaseResult): boolean {
  return result.differences.length === 0;
}
