import type { LoadedPolicy } from './load-policy.js';

/** One sentence on why a policy is refused: its first error, and where it is. */
export function refusalOf({ name, file, diagnostics }: LoadedPolicy): string {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  const why = error === undefined ? '' : `: ${error.message} (${error.place.file}:${error.place.line})`;
  return `policy "${name ?? file}" would be refused${why}`;
}
