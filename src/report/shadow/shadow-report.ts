import type { Database, SqlRow } from '../open-database.js';
import { sqlText } from '../sql-text.js';

/** How a shadow's answers compare with those that were delivered. Shares are from 0 to 1; what is unknown is null. */
export interface ShadowReport {
  readonly shadow: string;
  readonly policy: string;
  readonly answered: number;
  readonly failed: number;
  /** Copies that were left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly exact: number | null;
  readonly similarity: number | null;
  readonly tool_calls: number | null;
  /** Shares of answers that are JSON, where JSON was asked for. */
  readonly primary_json_valid: number | null;
  readonly candidate_json_valid: number | null;
  readonly same_finish_reason: number | null;
  readonly primary: ShadowFigures;
  readonly candidate: ShadowFigures;
  readonly judged: number;
  readonly judge_score: number | null;
  /** Half the width of the mean score's 95 % interval. */
  readonly judge_margin: number | null;
}

export interface ShadowFigures {
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  /** Mean length of the text, in UTF-16 code units. */
  readonly characters: number | null;
  /** Mean cost of an answer; null when it is unknown. */
  readonly cost_usd: number | null;
}

const z95 = 1.959963984540054;

/** Asks the view `shadows`: one for each shadow of each policy, those with most answers first. */
export async function readShadows(
  database: Database,
  window: { readonly since?: string | undefined; readonly until?: string | undefined },
): Promise<readonly ShadowReport[]> {
  return (await database.run(sql(window))).map(reportOf);
}

function sql({ since, until }: { readonly since?: string | undefined; readonly until?: string | undefined }): string {
  const from = since === undefined ? 'true' : `"at" >= ${sqlText(since)}::TIMESTAMP`;
  const to = until === undefined ? 'true' : `"at" < ${sqlText(until)}::TIMESTAMP`;
  const side = (name: string): string => `
    quantile_cont(${name}.duration_ms, 0.5) FILTER (status = 'answered') AS ${name.replaceAll('"', '')}_p50_ms,
    quantile_cont(${name}.duration_ms, 0.95) FILTER (status = 'answered') AS ${name.replaceAll('"', '')}_p95_ms,
    avg(${name}.characters) FILTER (status = 'answered') AS ${name.replaceAll('"', '')}_characters,
    avg(${name}.cost_usd) FILTER (status = 'answered') AS ${name.replaceAll('"', '')}_cost_usd,
    avg(${name}.json_valid::INTEGER) FILTER (status = 'answered') AS ${name.replaceAll('"', '')}_json_valid`;
  return `SELECT policy, shadow,
    count(*) FILTER (status = 'answered') AS answered, count(*) FILTER (status = 'failed') AS failed,
    count(*) FILTER (because = 'concurrency') AS skipped_concurrency,
    count(*) FILTER (because = 'no_eligible_model') AS skipped_no_eligible_model,
    count(*) FILTER (because = 'budget') AS skipped_budget,
    avg(agreement.exact::INTEGER) AS exact, avg(agreement.similarity) AS similarity,
    avg(agreement.tool_calls::INTEGER) AS tool_calls,
    avg(("primary".finish_reason = candidate.finish_reason)::INTEGER) FILTER (status = 'answered') AS same_finish_reason,
    ${side('"primary"')}, ${side('candidate')},
    count(judge.score) AS judged, avg(judge.score) AS judge_score, stddev_samp(judge.score) AS judge_sd
  FROM shadows WHERE ${from} AND ${to} GROUP BY policy, shadow ORDER BY answered DESC, policy, shadow`;
}

function reportOf(row: SqlRow): ShadowReport {
  const maybe = (name: string): number | null => (row[name] == null ? null : Number(row[name]));
  const count = (name: string): number => Number(row[name] ?? 0);
  const figures = (side: string): ShadowFigures => ({
    p50_ms: maybe(`${side}_p50_ms`),
    p95_ms: maybe(`${side}_p95_ms`),
    characters: maybe(`${side}_characters`),
    cost_usd: maybe(`${side}_cost_usd`),
  });
  const skipped = ['concurrency', 'no_eligible_model', 'budget'].flatMap((reason) =>
    count(`skipped_${reason}`) === 0 ? [] : [[reason, count(`skipped_${reason}`)] as const],
  );
  const [judged, spread] = [count('judged'), maybe('judge_sd')];
  return {
    shadow: String(row.shadow),
    policy: String(row.policy),
    answered: count('answered'),
    failed: count('failed'),
    skipped: Object.fromEntries(skipped),
    exact: maybe('exact'),
    similarity: maybe('similarity'),
    tool_calls: maybe('tool_calls'),
    primary_json_valid: maybe('primary_json_valid'),
    candidate_json_valid: maybe('candidate_json_valid'),
    same_finish_reason: maybe('same_finish_reason'),
    primary: figures('primary'),
    candidate: figures('candidate'),
    judged,
    judge_score: maybe('judge_score'),
    judge_margin: spread === null ? null : (z95 * spread) / Math.sqrt(judged),
  };
}
