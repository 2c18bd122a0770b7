import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { policyClasses } from '../rules/policy-classes.js';
import { duplicateRules } from './duplicate-rules.js';
import { idleCandidates } from './idle-candidates.js';
import { isSilenced } from './is-silenced.js';
import type { Lint } from './lint.js';
import { priceInversion } from './price-inversion.js';
import { pricePerToken } from './price-per-token.js';
import { reasoningExceedsLimit } from './reasoning-exceeds-limit.js';
import { singleProviderChains } from './single-provider-chains.js';
import { smallerFallbackWindows } from './smaller-fallback-windows.js';
import { staleCatalogues } from './stale-catalogues.js';
import { unknownUnderNot } from './unknown-under-not.js';
import { unlistedModels } from './unlisted-models.js';
import { unreachableRules } from './unreachable-rules.js';
import { unusedNames } from './unused-names.js';

const lints: readonly Lint[] = [
  duplicateRules,
  unreachableRules,
  unusedNames,
  unknownUnderNot,
  smallerFallbackWindows,
  reasoningExceedsLimit,
  singleProviderChains,
  priceInversion,
  idleCandidates,
  pricePerToken,
  unlistedModels,
  staleCatalogues,
];

export interface LintOptions {
  /** Milliseconds since the epoch, for what is judged by its age. Default: that is not looked at. */
  readonly now?: number;
}

/**
 * Warnings about a valid policy, sorted by place, each place and code once. A line, or the line above it, silences one
 * with `# lint-ignore CODE: reason`.
 */
export function lintPolicy(compiled: CompiledPolicy, { now }: LintOptions = {}): readonly Diagnostic[] {
  const context = { compiled, classes: policyClasses(compiled), ...(now !== undefined && { now }) };
  const found = new Map<string, Diagnostic>();
  for (const diagnostic of lints.flatMap((lint) => lint(context))) {
    if (isSilenced(diagnostic, compiled.policy.files)) continue;
    const { file, line, column } = diagnostic.place;
    const key = JSON.stringify([diagnostic.code, file, line, column]);
    if (!found.has(key)) found.set(key, diagnostic);
  }
  return sortDiagnostics([...found.values()]);
}
