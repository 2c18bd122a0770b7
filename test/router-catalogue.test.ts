import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createRouter, type Router, type RouterEvents, type RouterOptions } from '../src/index.js';
import { startSimulatedProvider } from '../src/testing/index.js';

const hour = 3_600_000;
const start = Date.parse('2026-03-02T09:00:00Z');

let folder: string;
let routers: Router[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-'));
  routers = [];
});

afterEach(async () => {
  await Promise.all(routers.map((router) => router.close()));
  await rm(folder, { recursive: true });
});

const policy = `
policy: support
language: 1
catalogue: models.json
endpoints: { openrouter: { kind: openrouter } }
models:
  fast: { id: acme/fast, endpoint: openrouter }
  spare: { id: other/spare, endpoint: openrouter }
tiers: { quick: { model: fast, fallbacks: [spare], max_tokens: 100 } }
rules: []
default: quick
constraints: [{ id: cheap, when: { any: [{ task: x }, { not: { task: x } }] }, require: { max_price: { completion: 5 } } }]
facts: { task: { from: attribute, path: task } }
budgets: { day: { limit_usd: 5, per: day, timezone: UTC } }
`;

/** A clock that stands until it is moved. */
function stillClock() {
  let now = start;
  let sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    runtime: {
      now: () => now,
      random: () => 0,
      sleep: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          const sleeper = { until: now + ms, wake: resolve };
          const giveUp = (): void => {
            sleepers = sleepers.filter((other) => other !== sleeper);
            reject(signal?.reason);
          };
          if (signal?.aborted) return giveUp();
          sleepers.push(sleeper);
          signal?.addEventListener('abort', giveUp, { once: true });
        }),
    },
    pass: (ms: number) => {
      now += ms;
      const due = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
    },
    waits: () => sleepers.map(({ until }) => until - now),
  };
}

interface Listing {
  /** USD per million completion tokens, by id; undefined for an unknown price. */
  prices: Readonly<Record<string, number | undefined>>;
  etag: string;
  /** Answers in place of the listing. */
  instead?: RequestListener | undefined;
  readonly asked: (string | undefined)[];
  readonly url: string;
}

async function listModels(prices: Listing['prices']): Promise<Listing> {
  const server = createServer((request, response) => {
    listing.asked.push(request.headers['if-none-match']);
    if (listing.instead !== undefined) listing.instead(request, response);
    else if (request.headers['if-none-match'] === listing.etag) response.writeHead(304).end();
    else {
      const data = Object.entries(listing.prices).map(([id, price]) => ({
        id,
        pricing: price === undefined ? {} : { prompt: '0.000001', completion: String(price / 1e6) },
      }));
      response.writeHead(200, { etag: listing.etag }).end(JSON.stringify({ data }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
  const listing: Listing = { prices, etag: '"1"', asked: [], url };
  return listing;
}

const path = () => join(folder, 'models.json');

/** The catalogue as a sync an hour ago wrote it. */
async function writeCatalogue(source: string | undefined, prices: Readonly<Record<string, number>>): Promise<void> {
  const at = new Date(start - hour).toISOString();
  const models = Object.entries(prices).map(([id, completion]) => ({ id, price: { prompt: 1, completion } }));
  const synced = source === undefined ? {} : { source, changed_at: at, checked_at: at, etag: '"0"' };
  await writeFile(path(), JSON.stringify({ version: 1, endpoint_kind: 'openrouter', ...synced, models }));
}

async function route(options: Partial<RouterOptions> = {}): Promise<Router> {
  const router = await createRouter({ policy: join(folder, 'policy.yaml'), ...options });
  routers.push(router);
  return router;
}

function next<E extends keyof RouterEvents>(router: Router, name: E): Promise<RouterEvents[E][0]> {
  return new Promise((resolve) => {
    const listener = (...args: RouterEvents[E]): void => {
      router.off(name, listener);
      resolve(args[0]);
    };
    router.on(name, listener);
  });
}

/** Resolves when the condition holds; what is waited for has no event. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

const slots = async (router: Router): Promise<readonly string[]> =>
  (await router.decide({ messages: [{ role: 'user', content: 'x' }] })).targets.map(({ slot }) => slot);

describe('catalogueRefresh', () => {
  let listing: Listing;
  let clock: ReturnType<typeof stillClock>;

  beforeEach(async () => {
    clock = stillClock();
    listing = await listModels({ 'acme/fast': 2, 'other/spare': 3 });
    await writeFile(join(folder, 'policy.yaml'), policy);
    await writeCatalogue(listing.url, { 'acme/fast': 2, 'other/spare': 3 });
  });

  const refreshing = (everyMs = 2 * hour): Promise<Router> =>
    route({ catalogueRefresh: { everyMs }, runtime: clock.runtime });

  it('asks when a catalogue is due, keeps the answer whole, and serves a new generation without watch', async () => {
    const router = await refreshing();
    const before = router.policies[0]?.version;
    expect(await slots(router)).toEqual(['fast', 'spare']);
    await until(() => clock.waits().length > 0);
    expect(clock.waits()).toEqual([hour]);
    expect(listing.asked).toEqual([]);
    listing.prices = { 'acme/fast': 9, 'other/spare': 3, 'new/model': 1 };
    const [refreshed, applied] = [next(router, 'catalogue-refreshed'), next(router, 'policy-applied')];
    clock.pass(hour);
    expect(await refreshed).toEqual({
      type: 'catalogue-refreshed',
      file: path(),
      ...{ models: 3, added: 1, removed: 0, changed: 1 },
    });
    expect(await applied).toMatchObject({ policy: 'support', previous: before });
    expect(await slots(router)).toEqual(['spare']);
    expect(listing.asked).toEqual(['"0"']);
    expect(await readdir(folder)).toEqual(['models.json', 'policy.yaml']);
    expect(JSON.parse(await readFile(path(), 'utf8'))).toMatchObject({
      etag: '"1"',
      checked_at: '2026-03-02T10:00:00.000Z',
    });
  });

  it('swaps nothing when nothing changed, and asks again in time', async () => {
    const router = await refreshing();
    const versions = new Set(router.policies.map(({ version }) => version));
    router.on('policy-applied', ({ version }) => versions.add(version));
    for (const passing of [hour, 2 * hour, 2 * hour]) {
      await until(() => clock.waits().length > 0);
      const refreshed = next(router, 'catalogue-refreshed');
      clock.pass(passing);
      expect(await refreshed).toMatchObject({ added: 0, removed: 0, changed: 0 });
    }
    expect(listing.asked).toEqual(['"0"', '"1"', '"1"']);
    expect(versions.size).toBe(1);
  });

  it.each<[string, RequestListener, string]>([
    ['fails', (_, response) => response.writeHead(500).end(), 'status 500'],
    ['is a page', (_, response) => response.end('<html>'), 'not JSON'],
    [
      'is cut off',
      (_, response) => response.writeHead(200, { 'content-length': '500' }).write('{', () => response.destroy()),
      'terminated',
    ],
  ])(
    'keeps the last good catalogue when the answer %s, and asks again after a tenth of the time',
    async (_, instead, reason) => {
      const router = await refreshing(20 * hour);
      const before = await readFile(path(), 'utf8');
      listing.instead = instead;
      const failed = next(router, 'catalogue-refresh-failed');
      await until(() => clock.waits().length > 0);
      clock.pass(19 * hour);
      expect(await failed).toMatchObject({ file: path(), reason: expect.stringContaining(reason) });
      expect(await readFile(path(), 'utf8')).toBe(before);
      expect(await slots(router)).toEqual(['fast', 'spare']);
      await until(() => clock.waits().length > 0);
      expect(clock.waits()).toEqual([2 * hour]);
      listing.instead = undefined;
      const refreshed = next(router, 'catalogue-refreshed');
      clock.pass(2 * hour);
      expect(await refreshed).toMatchObject({ models: 2 });
    },
  );

  it('keeps the last good catalogue when a served policy would be refused with the new one', async () => {
    const router = await refreshing();
    const before = await readFile(path(), 'utf8');
    listing.prices = { 'acme/fast': undefined, 'other/spare': 3 };
    const failed = next(router, 'catalogue-refresh-failed');
    await until(() => clock.waits().length > 0);
    clock.pass(hour);
    expect(await failed).toMatchObject({
      reason: expect.stringMatching(
        /^policy "support" would be refused: the price of model slot "fast" is unknown.*policy\.yaml:7\)$/,
      ),
    });
    expect(await readFile(path(), 'utf8')).toBe(before);
  });

  it('does not take up a policy file that was edited meanwhile: without watch nobody asked for that', async () => {
    const router = await refreshing();
    await writeFile(join(folder, 'policy.yaml'), policy.replace('fallbacks: [spare]', 'fallbacks: []'));
    listing.prices = { 'acme/fast': 3, 'other/spare': 4 };
    const applied = next(router, 'policy-applied');
    await until(() => clock.waits().length > 0);
    clock.pass(hour);
    await applied;
    expect(await slots(router)).toEqual(['fast', 'spare']);
  });

  it('asks once for all processes that share the file, and each serves what it finds there', async () => {
    const first = await refreshing();
    await until(() => clock.waits().length > 0);
    listing.prices = { 'acme/fast': 9, 'other/spare': 3 };
    const applied = next(first, 'policy-applied');
    const second = await route({
      catalogueRefresh: { everyMs: 2 * hour },
      runtime: { ...clock.runtime, random: () => 0.5 },
    });
    await until(() => clock.waits().length > 1);
    expect(clock.waits()).toEqual([hour, hour + hour / 10]);
    clock.pass(hour);
    await applied;
    const appliedToo = next(second, 'policy-applied');
    clock.pass(hour / 10);
    await appliedToo;
    expect(await Promise.all([slots(first), slots(second)])).toEqual([['spare'], ['spare']]);
    expect(listing.asked).toHaveLength(1);
  });

  it('leaves a catalogue that was written by hand alone', async () => {
    await writeCatalogue(undefined, { 'acme/fast': 2, 'other/spare': 3 });
    await refreshing();
    await until(() => clock.waits().length > 0);
    expect(clock.waits()).toEqual([2 * hour]);
    clock.pass(2 * hour);
    await until(() => clock.waits().length > 0);
    expect(listing.asked).toEqual([]);
  });

  it('never holds a request up, and ends with the router', async () => {
    const router = await refreshing();
    const asked = new Promise<void>((resolve) => {
      listing.instead = () => resolve();
    });
    await until(() => clock.waits().length > 0);
    clock.pass(hour);
    await asked;
    expect(await slots(router)).toEqual(['fast', 'spare']);
    const events: unknown[] = [];
    router.on('catalogue-refresh-failed', (event) => events.push(event));
    await router.close();
    expect(events).toEqual([]);
    expect(clock.waits()).toEqual([]);
  });

  it('takes a fetch and a url of the service', async () => {
    const urls: string[] = [];
    const fetch: typeof globalThis.fetch = async (url) => {
      urls.push(String(url));
      return new Response(JSON.stringify({ data: [{ id: 'acme/fast', pricing: { prompt: '1', completion: '1' } }] }));
    };
    const url = 'https://models.test/list';
    const router = await route({ catalogueRefresh: { everyMs: hour, url, fetch }, runtime: clock.runtime });
    const refused = next(router, 'catalogue-refresh-failed');
    await until(() => clock.waits().length > 0);
    clock.pass(0);
    await refused;
    expect(urls).toEqual([url]);
  });

  it.each([
    [{ everyMs: 1000 }, 'catalogueRefresh must be'],
    [{ everyMs: 31 * 24 * hour }, 'catalogueRefresh must be'],
    [{ everyMs: hour, url: 'models' }, 'catalogueRefresh must be'],
    [{ everyMs: hour, every: 5 }, 'catalogueRefresh must be'],
  ])('refuses the options %j', async (catalogueRefresh, message) => {
    await expect(route({ catalogueRefresh })).rejects.toThrow(message);
  });

  it('refuses to refresh for a policy that was given as text', async () => {
    const text = { policy: { text: policy }, catalogueRefresh: { everyMs: hour } };
    await expect(createRouter(text)).rejects.toThrow('needs a path');
  });
});

describe('the cost of an answer', () => {
  it('is counted by the price that the catalogue lists', async () => {
    const server = await startSimulatedProvider();
    onTestFinished(() => server.close());
    await writeFile(
      join(folder, 'policy.yaml'),
      policy.replace('{ kind: openrouter }', `{ kind: openai, base_url: "${server.url}" }`),
    );
    const models = ['acme/fast', 'other/spare'].map((id) => ({ id, price: { prompt: 1, completion: 4 } }));
    await writeFile(path(), JSON.stringify({ version: 1, endpoint_kind: 'openai', models }));
    const router = await route();
    const completion = await router.chat.completions.create({ messages: [{ role: 'user', content: 'hello' }] });
    const { prompt_tokens, completion_tokens } = completion.usage!;
    expect(completion.routing.cost).toMatchObject({
      usd: expect.closeTo((prompt_tokens * 1 + completion_tokens * 4) / 1e6, 12),
      source: 'computed',
    });
  });
});

describe('watch', () => {
  it('follows a catalogue that is edited, in a folder of its own too, and keeps the last good one', async () => {
    await mkdir(join(folder, 'prices'));
    await writeFile(join(folder, 'policy.yaml'), policy.replace('models.json', 'prices/models.json'));
    const write = (text: string): Promise<void> => writeFile(join(folder, 'prices', 'models.json'), text);
    const priced = (completion: number): string =>
      JSON.stringify({
        version: 1,
        endpoint_kind: 'openrouter',
        models: ['acme/fast', 'other/spare'].map((id) => ({ id, price: { prompt: 1, completion } })),
      });
    await write(priced(2));
    const router = await route({ watch: { debounceMs: 10 } });
    expect(await slots(router)).toHaveLength(2);
    const applied = next(router, 'policy-applied');
    await write(priced(9));
    await applied;
    expect(await slots(router)).toHaveLength(0);
    const refused = next(router, 'policy-refused');
    await write('{"version": 1,');
    expect((await refused).diagnostics).toMatchObject([{ code: 'json-syntax' }]);
    const again = next(router, 'policy-applied');
    await write(priced(3));
    await again;
    expect(await slots(router)).toHaveLength(2);
  });
});
