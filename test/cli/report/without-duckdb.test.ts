import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

vi.mock('../../../src/report/open-database.js', () => ({
  openDatabase: () =>
    Promise.reject(
      Object.assign(new Error("Cannot find package '@duckdb/node-api'"), { code: 'ERR_MODULE_NOT_FOUND' }),
    ),
}));

describe('without DuckDB', () => {
  it.each([
    [['report', 'a.jsonl']],
    [['report', '--sql', 'SELECT 1', 'a.jsonl']],
    [['shadow', 'report', 'a.jsonl']],
    [['experiment', 'report', '--experiment', 'trial', 'a.jsonl']],
  ])('%j says what to install', async (argv) => {
    const { code, out, err } = await policy(argv, { cwd: temporaryFolder({ 'a.jsonl': '{}\n' }) });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('reports need DuckDB, which is not installed: npm install @duckdb/node-api');
  });
});
