import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { caseTitle } from '../verify/case-title.js';
import type { Difference } from '../verify/difference.js';
import { failureLines } from '../verify/failure-lines.js';
import type { CaseResult } from '../verify/fixture-result.js';

/** Thrown by a case that fails, or whose file cannot run. Its stack is the place in the fixture file. */
export class PolicyCaseError extends Error {
  override readonly name = 'PolicyCaseError';
  /** What differs; empty when the file cannot run. */
  readonly differences: readonly Difference[];
  /** What is wrong with the file; empty when it ran. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(
    message: string,
    { line, column, file }: { readonly line: number; readonly column: number; readonly file: string },
    details: { readonly differences?: readonly Difference[]; readonly diagnostics?: readonly Diagnostic[] },
  ) {
    super(message);
    this.differences = details.differences ?? [];
    this.diagnostics = details.diagnostics ?? [];
    // Test runners show the lines of the topmost frame: those of the case, where a person looks for the mistake.
    this.stack = `${this.name}: ${message}\n    at ${file}:${line}:${column}`;
  }
}

export function caseFailed(result: CaseResult, cwd: string): PolicyCaseError {
  const { differences, place } = result;
  const message = [`${caseTitle(result)} (${place.file}:${place.line})`, ...failureLines(result)].join('\n');
  return new PolicyCaseError(message, absolute(place, cwd), { differences });
}

export function fileInvalid(
  { file, diagnostics }: { readonly file: string; readonly diagnostics: readonly Diagnostic[] },
  cwd: string,
): PolicyCaseError {
  const lines = diagnostics.map(({ place, message, help }) => {
    const advice = help === undefined ? '' : `\n  help: ${help}`;
    return `${place.file}:${place.line}:${place.column} ${message}${advice}`;
  });
  const first = diagnostics[0]?.place ?? { file, line: 1, column: 1 };
  const at = { ...first, file: resolve(cwd, first.file) };
  return new PolicyCaseError([`${file} cannot run`, ...lines].join('\n'), at, { diagnostics });
}

function absolute(place: Place, cwd: string): Place {
  return { ...place, file: resolve(cwd, place.file) };
}
