import { linesSql } from '../lines-sql.js';
import { feedbackColumns, isRecordSql, requestColumns } from '../record-columns.js';
import { sqlText } from '../sql-text.js';
import type { GroupKey } from './group-key.js';

/** Which requests count. */
export interface UsageWindow {
  /** ISO 8601; the first is included, the last is not. */
  readonly since?: string;
  readonly until?: string;
  /** A condition in SQL over the fields of a request. */
  readonly where?: string;
}

/** Reads every line once, and keeps of it what the figures need: the table `lines`. */
export function layOutSql(files: readonly string[], keys: readonly GroupKey[], window: UsageWindow): string {
  const asked = keys.map(({ sql }, index) => `${sql} AS key_${index}`);
  return `
  CREATE TEMP TABLE lines AS
  SELECT kind, is_record, CASE WHEN NOT is_record THEN filename END AS broken_file,
    is_record AND kind = 'request' AND coalesce(counts, false) AS counts,
    CASE WHEN kind <> 'shadow' THEN id END AS id, "at", score, outcome, cost_usd, duration_ms, first_token_ms,
    ${['prompt_tokens', 'completion_tokens'].map((name) => `usage.${name} AS ${name}`).join(', ')},
    coalesce(len(attempts), 0) > 0 AS was_sent,
    coalesce(len(escalations), 0) > 0 AS was_escalated, slot <> chain[1] AS by_another
    ${asked.map((key) => `, ${key}`).join('')}
  FROM (
    SELECT *, filename, ${isRecordSql} AS is_record, (${conditionOf(window)}) AS counts
    FROM ${linesSql(files, { ...requestColumns, ...{ score: feedbackColumns.score } })}
  )`;
}

function conditionOf({ since, until, where }: UsageWindow): string {
  const conditions = [
    ...(since === undefined ? [] : [`"at" >= CAST(${sqlText(since)} AS TIMESTAMP)`]),
    ...(until === undefined ? [] : [`"at" < CAST(${sqlText(until)} AS TIMESTAMP)`]),
    // The line break ends a comment that the condition may end with.
    ...(where === undefined ? [] : [`(${where}\n)`]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** One row: how many lines of each kind. */
export const kindsSql = `
  SELECT count(*) FILTER (is_record AND kind = 'request') AS requests,
    count(*) FILTER (is_record AND kind = 'feedback') AS feedback,
    count(*) FILTER (is_record AND kind = 'shadow') AS shadows
  FROM lines`;

export const brokenFilesSql =
  'SELECT broken_file AS file, count(*) AS lines FROM lines WHERE broken_file IS NOT NULL GROUP BY ALL ORDER BY file';

/** A feedback's score belongs to its request; the last one counts, of several at one moment the best. */
export const scoresSql = `
  CREATE TEMP TABLE scores AS
  SELECT id, arg_max(score, ("at", score)) AS score FROM lines
  WHERE kind = 'feedback' AND is_record AND score IS NOT NULL GROUP BY id`;

/** Costs are doubles; added up as decimals, so that no order of adding matters and no micro-dollar is lost. */
const cost = 'TRY_CAST(cost_usd AS DECIMAL(38, 15))';

const percentiles = '[0.5, 0.95, 0.99]';

/** One row for each group, with the indexes of the keys that it is asked by; none: one row for all. */
export function figuresSql(keys: readonly number[]): string {
  const columns = keys.map((index) => `key_${index}`);
  return `
  SELECT ${columns.map((column) => `${column}, `).join('')}
    count(*) AS requests,
    count(*) FILTER (outcome = 'answered') AS answered,
    count(*) FILTER (outcome IN ('failed', 'interrupted')) AS failed,
    count(*) FILTER (outcome = 'refused') AS refused,
    count(*) FILTER (outcome = 'cancelled') AS cancelled,
    count(*) FILTER (outcome = 'answered' AND by_another AND NOT was_escalated) AS fallbacks,
    count(*) FILTER (was_escalated) AS escalated,
    CAST(coalesce(sum(${cost}), 0) AS VARCHAR) AS cost_usd,
    count(*) FILTER (was_sent AND ${cost} IS NULL) AS unknown_cost,
    CAST(coalesce(sum(prompt_tokens), 0) AS DOUBLE) AS prompt_tokens,
    CAST(coalesce(sum(completion_tokens), 0) AS DOUBLE) AS completion_tokens,
    quantile_cont(duration_ms, ${percentiles}) FILTER (outcome = 'answered') AS latency_ms,
    quantile_cont(first_token_ms, ${percentiles}) FILTER (outcome = 'answered') AS first_token_ms,
    count(s.score) AS scored, avg(s.score) AS score_mean, stddev_samp(s.score) AS score_deviation
  FROM lines LEFT JOIN scores s USING (id)
  WHERE counts
  ${columns.length === 0 ? '' : `GROUP BY ${columns.join(', ')}`}`;
}
