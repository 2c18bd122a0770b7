import { passed } from '../../verify/fixture-result.js';
import type { TestReport } from './reporter.js';

export interface Totals {
  readonly cases: number;
  readonly failed: number;
  /** Fixture files that could not run. */
  readonly invalid: number;
}

export function totalsOf({ files }: TestReport): Totals {
  const results = files.flatMap((file) => (file.kind === 'ran' ? file.results : []));
  return {
    cases: results.length,
    failed: results.filter((result) => !passed(result)).length,
    invalid: files.filter((file) => file.kind === 'invalid').length,
  };
}
