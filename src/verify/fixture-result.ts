import type { Decision, FilePosition } from '../decide/decision.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import type { ExplainedLine } from '../rules/explain-condition.js';
import type { CaseExecution } from './case-execution.js';
import type { Difference } from './difference.js';
import type { ComparisonChange, FactChange } from './fact-change.js';
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
      /** Everything that was read, or looked for in vain: the fixtures, the policy's files and the prompts. */
      readonly files: readonly string[];
    }
  | {
      readonly kind: 'invalid';
      readonly file: string;
      readonly diagnostics: readonly Diagnostic[];
      readonly files: readonly string[];
    };

/** One case, or one cell of its matrix. */
export interface CaseResult {
  readonly name: string;
  /** Empty for a case without a matrix. */
  readonly cell: Cell;
  /** Where the case stands. */
  readonly place: Place;
  /** Where the expectation that counts stands in the fixture file: a JSON pointer. */
  readonly pointer: string;
  /** Empty when the case passed. */
  readonly differences: readonly Difference[];
  readonly decision: Decision;
  /** Present when the case was executed. */
  readonly execution?: CaseExecution;
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
  /** What would satisfy the first line of the condition that did not hold. Undefined when nothing simple would. */
  readonly change?: ComparisonChange;
  /** The smallest change of facts with which this rule would decide. Undefined when none was found, and when pinned. */
  readonly toDecide?: readonly FactChange[];
}

export function passed(result: CaseResult): boolean {
  return result.differences.length === 0;
}
