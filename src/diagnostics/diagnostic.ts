import type { DiagnosticCode } from './codes.js';
import type { Place } from './place.js';

export type Severity = 'error' | 'warning';

/** A finding about a policy or a fixture. Findings are data: collected, sorted by place, reported all at once. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence that quotes the value. */
  readonly message: string;
  /** What to do. */
  readonly help?: string;
  readonly place: Place;
  /** Other places that matter, such as the first definition of a name. */
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** By file, line, column; at one place errors before warnings, then by code. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted(
    (a, b) =>
      compare(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compare(a.severity, b.severity) ||
      compare(a.code, b.code),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
