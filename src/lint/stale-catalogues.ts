import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { Lint } from './lint.js';

/** A catalogue that was checked longer ago than the policy's `max_age`. Without a clock nothing is stale. */
export const staleCatalogues: Lint = ({ compiled: { policy }, now }) =>
  now === undefined ? [] : policy.catalogues.flatMap((catalogue) => finding(catalogue, now));

function finding({ file, source, checkedAt, maxAgeMs, place }: PolicyCatalogue, now: number): readonly Diagnostic[] {
  if (maxAgeMs === undefined || (checkedAt !== undefined && now - checkedAt <= maxAgeMs)) return [];
  const message =
    checkedAt === undefined
      ? `${file} does not say when it was last checked`
      : `${file} was last checked ${ageOf(now - checkedAt)} ago, longer than max_age`;
  const help =
    source === undefined
      ? 'compare it with what the provider says now, and set checked_at'
      : `run \`policy models sync --file ${file}\``;
  return [
    {
      code: 'stale-catalogue',
      severity: 'warning',
      message,
      help,
      place,
    },
  ];
}

function ageOf(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const [number, unit] = hours < 48 ? [hours, 'hour'] : [Math.floor(hours / 24), 'day'];
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
