import { UsageError } from '../usage-error.js';

/** Work whose failures are the user's to mend. DuckDB says well what is wrong with a statement. */
export async function refusing<T>(work: Promise<T>, what: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n\nLINE');
    throw new UsageError(`${what}: ${reason}${hintFor(reason)}`);
  }
}

/** DuckDB reads `a AND facts->>'task' = 'b'` as `(a AND facts) ->> …`. */
function hintFor(reason: string): string {
  const isObjectAsTruth = /^Conversion Error: Failed to cast value to numerical: \{/.test(reason);
  return isObjectAsTruth ? "; AND and OR bind more tightly than ->>: write (facts->>'task') = 'code'" : '';
}
