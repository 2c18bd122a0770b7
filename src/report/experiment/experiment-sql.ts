import { type MetricName, metricNames } from './experiment-metric.js';

/**
 * Lays out what the other statements ask: SQL over two relations, `requests` and `feedback`, of records as
 * schemas/record.schema.json has them. `$experiment` is the experiment's name, `$since` and `$until` are timestamps,
 * `$policy` a policy's name or empty. A unit is a key's hash; the last score of a request counts, whenever it came.
 */
export const prepareSql: readonly string[] = [
  `CREATE OR REPLACE TEMP TABLE experiment_asked AS
  WITH asked AS (
    SELECT *, list_filter(exposures, lambda each: each.experiment = $experiment)[1] AS exposure,
      list_contains(unknown, $experiment) AND NOT coalesce(list_contains(left_out, $experiment), false) AS lacks_key
    FROM requests
    WHERE CAST("at" AS TIMESTAMP) >= CAST($since AS TIMESTAMP) AND CAST("at" AS TIMESTAMP) < CAST($until AS TIMESTAMP)
      AND ($policy = '' OR policy = $policy)
  )
  SELECT id, CAST("at" AS TIMESTAMP) AS "at", version, outcome,
    TRY_CAST(cost_usd AS DECIMAL(18, 9)) AS cost_usd, TRY_CAST(duration_ms AS DECIMAL(18, 3)) AS duration_ms,
    coalesce(len(escalations), 0) > 0 AS escalated, coalesce(lacks_key, false) AS lacks_key,
    exposure.arm AS arm, exposure.key_hash AS unit, exposure.propensity AS propensity
  FROM asked WHERE exposure IS NOT NULL OR lacks_key`,
  `CREATE OR REPLACE TEMP TABLE experiment_units AS
  SELECT unit, count(DISTINCT arm) AS arms FROM experiment_asked WHERE unit IS NOT NULL GROUP BY unit`,
  `CREATE OR REPLACE TEMP TABLE experiment_requests AS
  WITH scores AS (SELECT id, arg_max(score, "at") AS score FROM feedback WHERE score IS NOT NULL GROUP BY id)
  SELECT x.*, TRY_CAST(s.score AS DECIMAL(18, 6)) AS score
  FROM experiment_asked x SEMI JOIN experiment_units u ON x.unit = u.unit AND u.arms = 1
  LEFT JOIN scores s ON x.id = s.id`,
];

/**
 * For each metric: which requests count for it, what each is worth, and digits after the point. Decimals add up to the
 * same in any order, and threads finish in any order: the same records give the same report.
 */
const metricSql: Readonly<
  Record<MetricName, { readonly counts: string; readonly value: string; readonly digits: number }>
> = {
  cost: { counts: 'cost_usd IS NOT NULL', value: 'cost_usd', digits: 9 },
  latency: { counts: "outcome = 'answered'", value: 'duration_ms', digits: 3 },
  // What the caller gave up is nobody's failure.
  failures: { counts: "outcome <> 'cancelled'", value: "CAST(outcome <> 'answered' AS INTEGER)", digits: 0 },
  escalations: { counts: "outcome <> 'cancelled'", value: 'CAST(escalated AS INTEGER)', digits: 0 },
  score: { counts: 'score IS NOT NULL', value: 'score', digits: 6 },
};

const perUnit = `
  per_unit AS (
    SELECT unit, any_value(arm) AS arm, count(*) AS requests,
      arg_min(version, "at") AS version, arg_min(propensity, "at") AS propensity,
      ${metricNames.map((name) => `${sumsOfRequests(name)}`).join(',\n      ')}
    FROM experiment_requests GROUP BY unit
  )`;

function sumsOfRequests(name: MetricName): string {
  const { counts, value } = metricSql[name];
  const total = `coalesce(sum(${value}) FILTER (${counts}), 0)`;
  return `${decimal(`count(*) FILTER (${counts})`)} AS ${name}_n, ${decimal(total, name)} AS ${name}_y`;
}

/** Narrow enough that the product of two still fits 38 digits. */
function decimal(sql: string, name?: MetricName): string {
  return `CAST(${sql} AS DECIMAL(18, ${name === undefined ? 0 : metricSql[name].digits}))`;
}

function sum(sql: string): string {
  return `CAST(sum(${sql}) AS DOUBLE)`;
}

/** One row for each arm: units, requests, percentiles of the latency, and for each metric the sums over its units. */
export const armsSql = `
  WITH ${perUnit},
  latencies AS (
    SELECT arm, quantile_cont(CAST(duration_ms AS DOUBLE), 0.5) AS p50,
      quantile_cont(CAST(duration_ms AS DOUBLE), 0.95) AS p95
    FROM experiment_requests WHERE outcome = 'answered' GROUP BY arm
  )
  SELECT p.arm AS arm, count(*) AS units, sum(requests) AS requests, any_value(p50) AS p50, any_value(p95) AS p95,
    ${metricNames.map(sumsOfUnits).join(',\n    ')}
  FROM per_unit p LEFT JOIN latencies l ON p.arm = l.arm
  GROUP BY p.arm ORDER BY p.arm`;

function sumsOfUnits(name: MetricName): string {
  const [n, y] = [`${name}_n`, `${name}_y`];
  return [
    `count(*) FILTER (${n} > 0) AS ${name}_units`,
    `${sum(n)} AS ${name}_weight`,
    `${sum(y)} AS ${name}_total`,
    `${sum(`${n} * ${n}`)} AS ${name}_weight_squares`,
    `${sum(`${y} * ${y}`)} AS ${name}_total_squares`,
    `${sum(`${n} * ${y}`)} AS ${name}_products`,
  ].join(', ');
}

/** Units by the policy's version and share under which they came in. */
export const entriesSql = `
  WITH ${perUnit}
  SELECT version, arm, propensity, count(*) AS units FROM per_unit GROUP BY version, arm, propensity
  ORDER BY version, arm, propensity`;

/** One row: what is in no arm's figures, and from when to when. */
export const countsSql = `
  SELECT
    (SELECT count(*) FROM experiment_units WHERE arms > 1) AS units_in_two_arms,
    (SELECT count(*) FROM experiment_asked WHERE arm IS NOT NULL AND unit IS NULL) AS requests_without_unit,
    (SELECT count(*) FROM experiment_asked WHERE lacks_key) AS requests_without_key,
    (SELECT strftime(min("at"), '%Y-%m-%dT%H:%M:%S.%gZ') FROM experiment_asked WHERE arm IS NOT NULL) AS first_at,
    (SELECT strftime(max("at"), '%Y-%m-%dT%H:%M:%S.%gZ') FROM experiment_asked WHERE arm IS NOT NULL) AS last_at`;

/**
 * For each day and arm what the day adds to each metric's sums. The squares of a unit grow from what it had before, so
 * days added up give the sums over units as they were at the end of each day.
 */
export const daysSql = `
  WITH unit_days AS (
    SELECT unit, any_value(arm) AS arm, CAST(CAST("at" AS DATE) AS VARCHAR) AS day, count(*) AS requests,
      ${metricNames.map(sumsOfRequests).join(',\n      ')}
    FROM experiment_requests GROUP BY unit, CAST("at" AS DATE)
  ),
  grown AS (
    SELECT *, ${metricNames.map(sumsUpToDay).join(', ')}
    FROM unit_days WINDOW so_far AS (PARTITION BY unit ORDER BY day ROWS UNBOUNDED PRECEDING)
  )
  SELECT day, arm, ${metricNames.map(growthOfDay).join(', ')}
  FROM grown GROUP BY day, arm ORDER BY day, arm`;

function sumsUpToDay(name: MetricName): string {
  const [n, y] = [`sum(${name}_n) OVER so_far`, `sum(${name}_y) OVER so_far`];
  return `${decimal(n)} AS ${name}_n_now, ${decimal(y, name)} AS ${name}_y_now`;
}

function growthOfDay(name: MetricName): string {
  const [n, y, now, worth] = [`${name}_n`, `${name}_y`, `${name}_n_now`, `${name}_y_now`];
  const [before, had] = [decimal(`${now} - ${n}`), decimal(`${worth} - ${y}`, name)];
  return [
    `count(*) FILTER (${n} > 0 AND ${before} = 0) AS ${name}_units`,
    `${sum(n)} AS ${name}_weight`,
    `${sum(y)} AS ${name}_total`,
    `${sum(`${now} * ${now} - ${before} * ${before}`)} AS ${name}_weight_squares`,
    `${sum(`${worth} * ${worth} - ${had} * ${had}`)} AS ${name}_total_squares`,
    `${sum(`${now} * ${worth} - ${before} * ${had}`)} AS ${name}_products`,
  ].join(', ');
}
