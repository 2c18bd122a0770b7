import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRouter, type Decision, type RoutedCompletion, type RouterOptions } from '../../src/index.js';
import { startSimulatedProvider } from '../../src/testing/index.js';
import { smallPolicy } from '../cli/small-policy.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { examplesOf, runExample } from './run-example.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/router.md'), 'utf8');
const rowsOf = (table: string): readonly string[] =>
  page
    .split(`<!-- ${table}:start -->`)[1]
    ?.split(`<!-- ${table}:end -->`)[0]
    ?.match(/^\| `.*$/gm) ?? [];

/** That every option is here is checked by the type. */
const options = {
  policy: '',
  defaultPolicy: '',
  watch: false,
  catalogueRefresh: { everyMs: 60_000 },
  facts: {},
  checks: {},
  judges: {},
  onExposure: () => {},
  exposuresOnce: true,
  env: {},
  provider: { complete: () => Promise.reject(), stream: () => Promise.reject() },
  store: {} as never,
  records: '',
  memo: true,
  tokenCounts: 'exact',
  runtime: {},
} satisfies Required<RouterOptions>;

describe('docs/router.md', () => {
  it('has a row for every option', () => {
    expect(rowsOf('options').map((row) => /^\| `(\w+)/.exec(row)?.[1])).toEqual(Object.keys(options));
  });

  it.each(['options', 'watch', 'catalogueRefresh', 'records', 'request', 'decide', 'close'])(
    'says what holds without each of the %s that need not be given',
    (table) => {
      const optional = rowsOf(table).filter((row) => /^\| `\w+\?`/.test(row));
      expect(optional.length).toBeGreaterThan(0);
      expect(optional.filter((row) => !/Default: \S/.test(row))).toEqual([]);
    },
  );

  it('has an example that runs', async () => {
    const server = await startSimulatedProvider();
    const folder = temporaryFolder({ 'support.yaml': smallPolicy({ name: 'support', baseUrl: server.url }) });
    const [example = ''] = examplesOf(page, 'ts');
    const create = (given: RouterOptions) => createRouter({ ...given, policy: folder });
    try {
      const ran = await runExample(example, { createRouter: create });
      const { decision, completion } = ran as { readonly decision: Decision; readonly completion: RoutedCompletion };
      expect(decision.policy).toBe('support');
      expect(completion.routing.attempts).toMatchObject([{ outcome: 'ok' }]);
    } finally {
      await server.close();
    }
  });
});
