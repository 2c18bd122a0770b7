import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Budget } from '../../../src/policy/budget.js';
import { createRedisStore, type RedisStore } from '../../../src/store/redis-store.js';
import { accountsOf } from '../../../src/usage/budget-accounts.js';
import { type RedisServer, redisServer, startRedis } from '../../store/redis-server.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const text = `policy: support
language: 1
endpoints: { llm: { kind: openai, base_url: http://127.0.0.1:9 } }
models: { fast: { id: fast, endpoint: llm, price: { prompt: 1, completion: 1 } } }
tiers: { quick: { model: fast, max_tokens: 100 } }
rules: []
default: quick
budgets:
  team-day: { key: team, limit_usd: 50, limit_requests: 200, per: day }
  all-month: { limit_usd: 1000, per: month }
`;

const common = { timezone: 'UTC', warnAt: 80, onExceeded: { kind: 'reject' }, onStoreFailure: 'reject' } as const;
const place = {
  file: 'support.yaml',
  pointer: '',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
} as unknown as Budget['place'];
const teamDay: Budget = {
  ...common,
  name: 'team-day',
  key: 'team',
  per: 'day',
  limitUsd: 50,
  limitRequests: 200,
  forShadows: false,
  place,
};
const allMonth: Budget = { ...common, name: 'all-month', per: 'month', limitUsd: 1000, forShadows: false, place };

describe.skipIf(redisServer === undefined)('policy budgets', () => {
  let server: RedisServer;
  let store: RedisStore;

  beforeAll(async () => {
    server = await startRedis();
    store = await createRedisStore({ url: server.url });
    await spend(allMonth, {}, Date.now(), [12_345_678_900]);
    await spend(teamDay, { team: 'search' }, Date.now(), [40_500_000_000, 150]);
    await spend(teamDay, {}, Date.now(), [2_000_000, 1]);
    await spend(teamDay, { team: 'search' }, Date.now() - 86_400_000, [50_000_000_000, 200]);
    const [account] = accountsOf(teamDay, { team: 'search' }, Date.now());
    const hold = { account: account?.id ?? '', amount: 500_000_000, limit: 50_000_000_000, keepMs: 86_400_000 };
    await store.budgets.reserve({ id: 'under way', leaseMs: 600_000, holds: [hold] });
  });

  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  async function spend(budget: Budget, attributes: object, now: number, amounts: readonly number[]): Promise<void> {
    const accounts = accountsOf(budget, { ...attributes }, now);
    const holds = accounts.map(({ id, limit }) => ({ account: id, amount: 0, limit, keepMs: 2 * 86_400_000 }));
    await store.budgets.reserve({ id: `${budget.name} ${JSON.stringify(attributes)} ${now}`, leaseMs: 60_000, holds });
    await store.budgets.settle(`${budget.name} ${JSON.stringify(attributes)} ${now}`, amounts);
  }

  const budgets = (...argv: readonly string[]) =>
    policy(['budgets', ...argv, '--redis', server.url], { cwd: temporaryFolder({ 'policies/support.yaml': text }) });

  it('shows what is spent and reserved of each, by key and present stretch of time', async () => {
    const { code, out } = await budgets();
    expect(code).toBe(0);
    expect(out.replace(/\d{4}-\d\d-\d\d 00:00Z/g, 'DATE')).toBe(`\
budget     key     per            spent      held         limit    used  resets
all-month          month  12.345679 USD  0.00 USD  1,000.00 USD  1.23 %  DATE
team-day   (none)  day            1 req     0 req       200 req   0.5 %  DATE
team-day   (none)  day        0.002 USD  0.00 USD     50.00 USD     0 %  DATE
team-day   search  day          150 req     0 req       200 req    75 %  DATE
team-day   search  day        40.50 USD  0.50 USD     50.00 USD    82 %  DATE
`);
  });

  it('narrows the list, and gives it as lines of JSON', async () => {
    const { out } = await budgets('--budget', 'team-day', '--key', 'search', '--past', '--json');
    const uses = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(uses.map(({ unit, spent, used, current }) => [unit, spent, used, current])).toEqual([
      ['requests', 200, 100, false],
      ['usd', 50, 100, false],
      ['requests', 150, 75, true],
      ['usd', 40.5, 82, true],
    ]);
  });

  it('lists what no policy here has, without a limit', async () => {
    const { code, out } = await policy(['budgets', '--redis', server.url], { cwd: temporaryFolder() });
    expect(code).toBe(0);
    expect(out).toMatch(/^all-month +month +12.345679 USD +0.00 USD +\? +\? +\?$/m);
  });

  it('says which budgets there are when one is misspelt', async () => {
    const { code, err } = await budgets('--budget', 'team-dya');
    expect(code).toBe(2);
    expect(err).toBe('error: there is no budget "team-dya"; did you mean "team-day"? (there is team-day, all-month)\n');
  });

  it('resets one key, and asks which when there are several', async () => {
    const asked = await budgets('reset', 'team-day');
    expect([asked.code, asked.err]).toEqual([
      2,
      'error: team-day is kept by key: say which by --key KEY, or reset them all by --all-keys\n',
    ]);
    const missed = await budgets('reset', 'team-day', '--key', 'sales');
    expect([missed.code, missed.err]).toEqual([1, 'nothing is spent of team-day for key sales\n']);
    const done = await budgets('reset', 'team-day', '--key', 'search');
    expect([done.code, done.err]).toEqual([0, 'forgot what was spent of team-day for key search\n']);
    const { out } = await budgets('--budget', 'team-day', '--json');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ key, unit, spent, held }) => [key, unit, spent, held]),
    ).toEqual([
      ['(none)', 'requests', 1, 0],
      ['(none)', 'usd', 0.002, 0],
      ['search', 'requests', 0, 0],
      ['search', 'usd', 0, 0.5],
    ]);
  });

  it('resets every key where asked', async () => {
    const { code, err } = await budgets('reset', 'team-day', '--all-keys');
    expect([code, err]).toEqual([0, 'forgot what was spent of team-day for 2 keys\n']);
  });

  it('takes the server from the environment', async () => {
    const { code, out } = await policy(['budgets'], { cwd: temporaryFolder(), env: { REDIS_URL: server.url } });
    expect(code).toBe(0);
    expect(out).toContain('all-month');
  });

  it('says so when nothing is kept', async () => {
    const { code, out, err } = await budgets('--prefix', 'elsewhere');
    expect([code, out, err]).toEqual([0, '', 'nothing is spent or reserved\n']);
  });
});

describe('policy budgets without a server', () => {
  it('asks where the budgets are', async () => {
    const { code, err } = await policy(['budgets']);
    expect(code).toBe(2);
    expect(err).toBe('error: where are the budgets kept? give --redis redis://HOST:PORT, or set REDIS_URL\n');
  });

  it('says that nobody answers, and never shows a password', async () => {
    const { code, err } = await policy(['budgets', '--redis', 'redis://user:secret@127.0.0.1:9'], {
      cwd: temporaryFolder(),
    });
    expect(code).toBe(2);
    expect(err).toContain('no answer from redis://127.0.0.1:9');
    expect(err).not.toContain('secret');
  });

  it('says what an address is', async () => {
    const { code, err } = await policy(['budgets', '--redis', 'localhost'], { cwd: temporaryFolder() });
    expect([code, err]).toEqual([
      2,
      'error: localhost is no address of a server: it begins with redis:// or rediss://\n',
    ]);
  });
});
