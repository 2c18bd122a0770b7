import { linesSql } from './lines-sql.js';
import type { Database } from './open-database.js';
import { feedbackColumns, isRecordSql, requestColumns, shadowColumns } from './record-columns.js';

/**
 * The views that a user's SQL may ask: `requests`, `attempts`, `feedback`, `shadows`, and all of them as `records`. Files are read anew for
 * every view that a statement names, and of each line only the fields that it needs. Broken lines are left out.
 */
export async function createRecordViews(database: Database, files: readonly string[]): Promise<void> {
  await database.run(viewSql('requests', 'request', linesSql(files, requestColumns)));
  await database.run(viewSql('feedback', 'feedback', linesSql(files, feedbackColumns)));
  await database.run(viewSql('shadows', 'shadow', linesSql(files, shadowColumns)));
  const all = linesSql(files, { ...requestColumns, ...feedbackColumns, ...shadowColumns });
  await database.run(`CREATE VIEW records AS SELECT * EXCLUDE (v) FROM ${all} WHERE ${isRecordSql}`);
  await database.run(`
    CREATE VIEW attempts AS
    SELECT id, "at", policy, version, rule, tier, index - 1 AS index, coalesce(served_by = index - 1, false) AS served, attempt.*
    FROM (
      SELECT id, "at", policy, version, rule, tier, served_by,
        unnest(attempts) AS attempt, generate_subscripts(attempts, 1) AS index
      FROM requests
    )`);
}

function viewSql(name: string, kind: string, lines: string): string {
  return `CREATE VIEW ${name} AS SELECT * EXCLUDE (v, kind) FROM ${lines} WHERE ${isRecordSql} AND kind = '${kind}'`;
}
