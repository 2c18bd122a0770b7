import { type BrokenLines, firstBrokenLines } from '../broken-lines.js';
import { linesSql } from '../lines-sql.js';
import type { Database } from '../open-database.js';
import { feedbackColumns, isRecordSql, requestColumns } from '../record-columns.js';

/** What an experiment needs of a line. */
const columns = {
  v: requestColumns.v,
  kind: requestColumns.kind,
  id: requestColumns.id,
  at: requestColumns.at,
  policy: requestColumns.policy,
  version: requestColumns.version,
  outcome: requestColumns.outcome,
  cost_usd: requestColumns.cost_usd,
  duration_ms: requestColumns.duration_ms,
  unknown: requestColumns.unknown,
  left_out: requestColumns.left_out,
  exposures: requestColumns.exposures,
  escalations: requestColumns.escalations,
  score: feedbackColumns.score,
} as const;

/**
 * Lays out the relations `requests` and `feedback` that experiments ask. Files are read once, since a report asks
 * several times; the lines that are no records are left out, and told.
 */
export async function keepRecords(database: Database, files: readonly string[]): Promise<BrokenLines> {
  await database.run(`
    CREATE TEMP TABLE kept AS
    SELECT * EXCLUDE (v), CASE WHEN NOT is_record THEN filename END AS broken_file
    FROM (SELECT *, filename, ${isRecordSql} AS is_record FROM ${linesSql(files, columns)})
    WHERE NOT is_record OR kind IN ('request', 'feedback')`);
  await database.run(
    `CREATE TEMP VIEW requests AS SELECT * EXCLUDE (score) FROM kept WHERE is_record AND kind = 'request'`,
  );
  await database.run(
    `CREATE TEMP VIEW feedback AS SELECT id, "at", score FROM kept WHERE is_record AND kind = 'feedback'`,
  );
  const broken =
    'SELECT broken_file AS file, count(*) AS lines FROM kept WHERE NOT is_record GROUP BY ALL ORDER BY file';
  return firstBrokenLines(await database.run(broken));
}
