import { sqlText } from './sql-text.js';

/**
 * Every line of record files as a row of the columns asked for. A line that is not JSON is a row of nulls, and so is a
 * field that is not of its type: reading never fails for what a line holds.
 */
export function linesSql(files: readonly string[], columns: Readonly<Record<string, string>>): string {
  const types = Object.entries(columns).map(([name, type]) => `${sqlText(name)}: ${sqlText(type)}`);
  const list = files.map(sqlText).join(', ');
  // Prompts may be recorded: a line may be longer than the 16 MiB that DuckDB takes.
  return `read_json([${list}], format = 'newline_delimited', ignore_errors = true, maximum_object_size = ${64 * 2 ** 20}, columns = {${types.join(', ')}})`;
}
