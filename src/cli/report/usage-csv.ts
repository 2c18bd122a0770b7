import type { UsageReport } from '../../report/usage/usage-report.js';
import { csv } from './csv.js';

/** One line for each group, under the names that the report has as JSON; without keys, one for all requests. */
export function usageCsv({ by, groups, total }: UsageReport): string {
  const rows = by.length === 0 ? [{ keys: [], figures: total }] : groups;
  const values = rows.map(({ keys, figures }) => {
    const { latency_ms: latency, first_token_ms: first, score, ...counts } = figures;
    return { keys, counts, more: [latency, first].flatMap((each) => [each?.p50, each?.p95, each?.p99]), score };
  });
  const counted = Object.keys(omitNested(total));
  const times = ['latency_ms', 'first_token_ms'].flatMap((name) => ['p50', 'p95', 'p99'].map((at) => `${name}_${at}`));
  return csv(
    [...by, ...counted, ...times, 'score_mean', 'score_low', 'score_high', 'scored'],
    values.map(({ keys, counts, more, score }) => [
      ...keys,
      ...Object.values(counts),
      ...more,
      score?.mean,
      score?.low,
      score?.high,
      score?.requests ?? 0,
    ]),
  );
}

function omitNested({ latency_ms: _latency, first_token_ms: _first, score: _score, ...counts }: UsageReport['total']) {
  return counts;
}
