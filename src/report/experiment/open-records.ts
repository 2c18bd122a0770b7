import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlText } from '../sql-text.js';
import type { RunSql } from './read-experiment.js';

/** Records that SQL can be run over: the relations `requests` and `feedback`. */
export interface OpenRecords {
  readonly run: RunSql;
  readonly close: () => void;
}

/** The columns of schemas/record.schema.json that an experiment needs, as DuckDB reads them from JSON Lines. */
const columns = {
  kind: 'VARCHAR',
  id: 'VARCHAR',
  at: 'TIMESTAMP',
  policy: 'VARCHAR',
  version: 'VARCHAR',
  outcome: 'VARCHAR',
  cost_usd: 'DOUBLE',
  duration_ms: 'DOUBLE',
  unknown: 'VARCHAR[]',
  left_out: 'VARCHAR[]',
  exposures: 'STRUCT(experiment VARCHAR, arm VARCHAR, key_hash VARCHAR, propensity DOUBLE)[]',
  escalations: 'JSON[]',
  score: 'DOUBLE',
} as const;

/**
 * Opens record files: paths and globs, gzipped ones too. Broken lines are left out. Rejects when no file matches.
 * Nothing is read before SQL asks for it, and no more is kept than it needs.
 */
export async function openRecords(paths: readonly string[]): Promise<OpenRecords> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await createRelations(connection, paths);
  return {
    run: async (sql, parameters) => (await connection.runAndReadAll(sql, { ...parameters })).getRowObjects(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function createRelations(connection: DuckDBConnection, paths: readonly string[]): Promise<void> {
  const types = Object.entries(columns).map(([name, type]) => `${sqlText(name)}: ${sqlText(type)}`);
  const files = `[${paths.map(sqlText).join(', ')}]`;
  const read = `read_json(${files}, format = 'newline_delimited', ignore_errors = true, columns = {${types.join(', ')}})`;
  // One pass over the files, since a report asks several times.
  await connection.run(`CREATE TEMP TABLE records AS SELECT * FROM ${read} WHERE kind IN ('request', 'feedback')`);
  await connection.run(`CREATE TEMP VIEW requests AS SELECT * EXCLUDE (score) FROM records WHERE kind = 'request'`);
  await connection.run(`CREATE TEMP VIEW feedback AS SELECT id, "at", score FROM records WHERE kind = 'feedback'`);
}
