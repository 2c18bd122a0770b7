import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';

/** Collects findings while a policy is linked. */
export type Report = (
  code: DiagnosticCode,
  message: string,
  place: Place,
  more?: Pick<Diagnostic, 'help' | 'related'>,
) => void;

export function createReport(diagnostics: Diagnostic[]): Report {
  return (code, message, place, more = {}) => {
    diagnostics.push({ code, severity: 'error', message, place, ...more });
  };
}
