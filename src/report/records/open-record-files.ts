import type { DuckDBConnection } from '@duckdb/node-api';
import { quoted } from './sql-text.js';

/** A value of a result: counts come as bigint or number, amounts as DuckDB's own decimals. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** Record files that SQL can be run over: the relations `records`, `requests`, `attempts`, `feedback` and `shadows`. */
export interface RecordFiles {
  /** Values as JSON has them; counts beyond 2^53 as text. */
  query(sql: string): Promise<{ readonly columns: readonly string[]; readonly rows: readonly SqlRow[] }>;
  close(): void;
}

export interface OpenOptions {
  /** What DuckDB may use, such as `2GB`; it goes to disk for more. Default: DuckDB's own, 80 % of what there is. */
  readonly memoryLimit?: string | undefined;
  /** Where it goes to disk. */
  readonly tempDirectory: string;
}

const usage =
  'STRUCT(prompt_tokens BIGINT, completion_tokens BIGINT, cached_read_tokens BIGINT, cache_write_tokens BIGINT, reasoning_tokens BIGINT)';
const money = 'DECIMAL(18, 9)';
const attempt = `STRUCT(slot VARCHAR, model VARCHAR, endpoint VARCHAR, outcome VARCHAR, status INTEGER, error VARCHAR, started_ms DOUBLE, duration_ms DOUBLE, first_token_ms DOUBLE, finish_reason VARCHAR, usage ${usage}, cost_usd ${money})`;
const side = `STRUCT(slot VARCHAR, model VARCHAR, endpoint VARCHAR, outcome VARCHAR, duration_ms DOUBLE, usage ${usage}, cost_usd ${money}, finish_reason VARCHAR, characters BIGINT, json_valid BOOLEAN)`;

/** The columns of schemas/record.schema.json, as DuckDB reads them from JSON Lines. Only those that are asked for are. */
const columns: Readonly<Record<string, string>> = {
  ...{ v: 'INTEGER', kind: 'VARCHAR', id: 'VARCHAR', at: 'TIMESTAMP', policy: 'VARCHAR', version: 'VARCHAR' },
  ...{ reason: 'VARCHAR', rule: 'VARCHAR', tier: 'VARCHAR', outcome: 'VARCHAR', error: 'VARCHAR', stream: 'BOOLEAN' },
  ...{ facts: 'JSON', unknown: 'VARCHAR[]', attributes: 'JSON', constraints: 'VARCHAR[]', chain: 'VARCHAR[]' },
  exposures: 'STRUCT(experiment VARCHAR, arm VARCHAR, key_hash VARCHAR, propensity DOUBLE)[]',
  ...{ attempts: `${attempt}[]`, served_by: 'INTEGER', slot: 'VARCHAR', model: 'VARCHAR', endpoint: 'VARCHAR' },
  ...{ finish_reason: 'VARCHAR', usage, cost_usd: money, cost_source: 'VARCHAR', first_token_ms: 'DOUBLE' },
  ...{ duration_ms: 'DOUBLE', escalations: 'JSON[]', seams: 'INTEGER', warnings: 'VARCHAR[]' },
  ...{ score: 'DOUBLE', label: 'VARCHAR', shadow: 'VARCHAR', status: 'VARCHAR', because: 'VARCHAR' },
  ...{ primary: side, candidate: side, agreement: 'STRUCT(exact BOOLEAN, similarity DOUBLE, tool_calls BOOLEAN)' },
  judge: 'STRUCT(score DOUBLE, error VARCHAR)',
};

/** Which columns each relation shows, beside those that tell when and of what. */
const relations: Readonly<Record<string, string>> = {
  records: 'SELECT * FROM lines WHERE kind IS NOT NULL',
  requests: `SELECT * EXCLUDE (score, label, shadow, status, because, "primary", candidate, agreement, judge) FROM lines WHERE kind = 'request' AND "at" IS NOT NULL`,
  attempts: `SELECT id, "at", policy, version, rule, tier, i AS attempt, a.* FROM (SELECT *, UNNEST(attempts) AS a, generate_subscripts(attempts, 1) - 1 AS i FROM lines WHERE kind = 'request' AND "at" IS NOT NULL)`,
  feedback: `SELECT id, "at", score, label, attributes FROM lines WHERE kind = 'feedback'`,
  shadows: `SELECT id, "at", policy, version, rule, tier, shadow, status, because, "primary", candidate, agreement, judge FROM lines WHERE kind = 'shadow'`,
};

/** Opens record files: paths and globs, gzipped or not. Nothing is read before SQL asks for it. Rejects when none matches. */
export async function openRecordFiles(paths: readonly string[], options: OpenOptions): Promise<RecordFiles> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await prepare(connection, paths, options);
  return {
    async query(sql) {
      const reader = await connection.runAndReadAll(sql);
      return { columns: reader.columnNames(), rows: reader.getRowObjectsJson().map(plainRow) };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function prepare(
  connection: DuckDBConnection,
  paths: readonly string[],
  { memoryLimit, tempDirectory }: OpenOptions,
): Promise<void> {
  await connection.run(`SET temp_directory = ${quoted(tempDirectory)}`);
  await connection.run(`SET TimeZone = 'UTC'`).catch(() => undefined);
  await connection.run('SET preserve_insertion_order = false');
  if (memoryLimit !== undefined) await connection.run(`SET memory_limit = ${quoted(memoryLimit)}`);
  const types = Object.entries(columns).map(([name, type]) => `${quoted(name)}: ${quoted(type)}`);
  const read = `read_json([${paths.map(quoted).join(', ')}], format = 'newline_delimited', ignore_errors = true, maximum_object_size = 67108864, columns = {${types.join(', ')}})`;
  await connection.run(`CREATE VIEW lines AS SELECT * FROM ${read}`);
  for (const [name, sql] of Object.entries(relations)) await connection.run(`CREATE VIEW ${name} AS ${sql}`);
  await connection.run(`CREATE MACRO fact(name) AS json_extract_string(facts, '$."' || name || '"')`);
}

/** Counts come as text from DuckDB, since they may be large. */
function plainRow(row: SqlRow): SqlRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value !== 'string' || !/^-?\d{1,15}(?:\.\d{1,9})?$/.test(value)) return value;
  const number = Number(value);
  return Number.isSafeInteger(number) || value.includes('.') ? number : value;
}
