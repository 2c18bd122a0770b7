import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';

/** Takes an error. `related` may still grow until the findings are listed. */
export type Report = (
  code: DiagnosticCode,
  message: string,
  place: Place,
  more?: Pick<Diagnostic, 'help' | 'related'>,
) => void;

/** Collects findings while a policy is read and linked. */
export function collectFindings(): { readonly report: Report; readonly list: () => Diagnostic[] } {
  const findings: Diagnostic[] = [];
  return {
    report: (code, message, place, more = {}) => {
      findings.push({ code, severity: 'error', message, place, ...more });
    },
    list: () =>
      findings.map(({ related = [], ...finding }) => (related.length === 0 ? finding : { ...finding, related })),
  };
}
