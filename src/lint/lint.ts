import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { FactClasses } from '../rules/fact-classes.js';

/** What a lint may look at. */
export interface LintContext {
  readonly compiled: CompiledPolicy;
  readonly classes: ReadonlyMap<string, FactClasses>;
  /** Milliseconds since the epoch; undefined when what is right may not depend on the day. */
  readonly now?: number;
}

/** Looks for one kind of mistake in a policy that is valid. Returns warnings only. */
export type Lint = (context: LintContext) => readonly Diagnostic[];
