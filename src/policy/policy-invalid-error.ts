import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js';
import type { SourceFile } from '../diagnostics/place.js';
import { renderDiagnostic } from '../diagnostics/render-diagnostic.js';
import { RouterError } from '../errors.js';

/** At most this many findings stand in the message; `diagnostics` has all. */
const shown = 5;

/** POLICY_INVALID with what is wrong: the message shows the first findings as frames, `diagnostics` lists all. */
export class PolicyInvalidError extends RouterError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[]) {
    super('POLICY_INVALID', describe(diagnostics, sources));
    this.diagnostics = diagnostics;
  }
}

function describe(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[]): string {
  const errors = diagnostics.filter((diagnostic) => hasErrors([diagnostic]));
  const frames = errors.slice(0, shown).map((diagnostic) => renderDiagnostic(diagnostic, sources));
  const more = errors.length > shown ? [`… and ${errors.length - shown} more`] : [];
  return [`the policy has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}`, ...frames, ...more].join(
    '\n\n',
  );
}
