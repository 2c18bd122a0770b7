import type { DuckDBConnection, DuckDBResultReader, Json } from '@duckdb/node-api';

export interface DatabaseLimits {
  /** As DuckDB writes it, such as `4GB`. Default: DuckDB's, 80 % of the machine's memory. */
  readonly memory?: string;
  /** Folder for what does not fit into memory; it is made if need be. */
  readonly tempFolder: string;
  /** Default: as many as the machine has. */
  readonly threads?: number;
}

/** A value of a result: counts come as bigint or number. */
export type SqlRow = Readonly<Record<string, unknown>>;

export interface SqlTable {
  readonly columns: readonly string[];
  readonly rows: readonly SqlRow[];
}

/** A database in memory, for as long as a report is made. Nothing is loaded over the network. */
export interface Database {
  /** Rejects with DuckDB's message when the statement is wrong. Parameters are named: `$since`. */
  readonly run: (sql: string, parameters?: Readonly<Record<string, string>>) => Promise<readonly SqlRow[]>;
  /** What a user asked: values as JSON has them. */
  readonly query: (sql: string) => Promise<SqlTable>;
  readonly close: () => void;
}

/** Rejects with ERR_MODULE_NOT_FOUND where DuckDB is not installed, and when a limit is none. */
export async function openDatabase({ memory, tempFolder, threads }: DatabaseLimits): Promise<Database> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    preserve_insertion_order: 'false',
    temp_directory: tempFolder,
    ...(memory !== undefined && { memory_limit: memory }),
    ...(threads !== undefined && { threads: String(threads) }),
  });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  return {
    run: async (sql, parameters) =>
      (await connection.runAndReadAll(sql, parameters && { ...parameters })).getRowObjectsJS(),
    query: (sql) => query(connection, sql),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function query(connection: DuckDBConnection, sql: string): Promise<SqlTable> {
  const reader = await connection.runAndReadAll(sql);
  const columns = reader.deduplicatedColumnNames();
  const isNumber = new Map(columns.map((name, index) => [name, isExactNumber(reader, index)]));
  const rows = reader
    .getRowObjectsJson()
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, isNumber.get(name) ? numberOf(value) : value]),
      ),
    );
  return { columns, rows };
}

/** Types whose values come as text, because JSON's readers may round them. */
function isExactNumber(reader: DuckDBResultReader, column: number): boolean {
  return /^(?:U?BIGINT|U?HUGEINT|DECIMAL)/.test(String(reader.columnType(column)));
}

/** A number where it is one without loss; text where not. */
function numberOf(value: Json): Json {
  if (typeof value !== 'string') return value;
  const digits = value.replace(/[-.]/g, '').replace(/^0+/, '');
  return digits.length <= 15 ? Number(value) : value;
}
