import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Place } from '../diagnostics/place.js';
import type { Report } from '../policy/report.js';

/** Collects what is wrong with a fixture file. */
export class Findings {
  readonly diagnostics: Diagnostic[] = [];
  /** The same collection, as the policy's own checks report to it. */
  readonly report: Report = (code, message, place, more = {}) => {
    this.diagnostics.push({ code, severity: 'error', message, place, ...more });
  };

  error(code: DiagnosticCode, place: Place, message: string, help?: string): void {
    this.report(code, message, place, help === undefined ? {} : { help });
  }

  warning(code: DiagnosticCode, place: Place, message: string, help: string): void {
    this.diagnostics.push({ code, severity: 'warning', message, place, help });
  }

  /** A name that is not among those there are. Says whether it is. */
  name(kind: string, name: string, names: Iterable<string>, place: Place): boolean {
    const known = [...names];
    if (known.includes(name)) return true;
    const hint = didYouMean(name, known);
    const help = hint !== undefined ? `did you mean \`${hint}\`?` : listOf(kind, known);
    this.error('unknown-name', place, `there is no ${kind} \`${name}\``, help);
    return false;
  }
}

function listOf(kind: string, names: readonly string[]): string {
  const most = 12;
  if (names.length === 0) return `the policy has no ${kind}`;
  const more = names.length > most ? `, … (${names.length} in all)` : '';
  return `there is ${names.slice(0, most).join(', ')}${more}`;
}
