import { named, quoted } from '../records/sql-text.js';
import type { Dimension } from './dimension.js';

/** Which requests count. */
export interface TrafficFilter {
  /** ISO 8601; the first is included, the last is not. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** A condition in SQL over the relation `requests`. */
  readonly where?: string | undefined;
}

/** The figures of a group, by column. A request was answered by a fallback when its first model did not serve it. */
const figures: Readonly<Record<string, string>> = {
  requests: 'count(*)',
  answered: `count(*) FILTER (outcome = 'answered')`,
  failed: `count(*) FILTER (outcome IN ('failed', 'interrupted'))`,
  refused: `count(*) FILTER (outcome = 'refused')`,
  cancelled: `count(*) FILTER (outcome = 'cancelled')`,
  fallbacks: `count(*) FILTER (outcome = 'answered' AND slot IS DISTINCT FROM chain[1])`,
  escalated: 'count(*) FILTER (len(escalations) > 0)',
  cost_usd: 'coalesce(sum(cost_usd), 0)',
  unknown_cost: 'count(*) FILTER (cost_usd IS NULL)',
  prompt_tokens: 'coalesce(sum("usage".prompt_tokens), 0)',
  completion_tokens: 'coalesce(sum("usage".completion_tokens), 0)',
  p50_ms: `quantile_cont(duration_ms, 0.5) FILTER (outcome = 'answered')`,
  p95_ms: `quantile_cont(duration_ms, 0.95) FILTER (outcome = 'answered')`,
  p99_ms: `quantile_cont(duration_ms, 0.99) FILTER (outcome = 'answered')`,
  scored: 'count(mean_score)',
  score: 'avg(mean_score)',
  score_sd: 'stddev_samp(mean_score)',
};

/** The figures of every group; a request that got several scores counts with their mean. */
export function trafficSql(by: readonly Dimension[], filter: TrafficFilter, limit?: number): string {
  const keys = by.map(({ sql, name }) => `${sql} AS ${named(name)}`);
  const sums = Object.entries(figures).map(([name, sql]) => `${sql} AS ${name}`);
  const order = by.some(({ isTime }) => isTime)
    ? by.map((_, index) => `${index + 1}`)
    : ['requests DESC', ...by.map((_, index) => `${index + 1}`)];
  return `
WITH scores AS (SELECT id, avg(score) AS mean_score FROM feedback WHERE score IS NOT NULL GROUP BY id)
SELECT ${[...keys, ...sums].join(', ')}
FROM requests LEFT JOIN scores USING (id)
WHERE ${conditionOf(filter)}
${by.length === 0 ? '' : `GROUP BY ALL ORDER BY ${order.join(', ')}`}
${limit === undefined ? '' : `LIMIT ${limit}`}`;
}

function conditionOf({ since, until, where }: TrafficFilter): string {
  const parts = [
    since === undefined ? undefined : `"at" >= ${quoted(since)}::TIMESTAMP`,
    until === undefined ? undefined : `"at" < ${quoted(until)}::TIMESTAMP`,
    where === undefined ? undefined : `(${where})`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'true' : parts.join(' AND ');
}

/** Lines that are no record. */
export const brokenSql = `SELECT count(*) AS broken FROM lines WHERE kind IS NULL OR kind NOT IN ('request', 'feedback', 'shadow') OR (kind = 'request' AND "at" IS NULL)`;
