import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SyncOptions, syncCatalogue } from '../../src/catalogue/sync.js';
import type { CatalogueDocument } from '../../src/policy/catalogue-document.generated.js';

let folder: string;
let path: string;
let server: Server;
let url: string;
let answer: RequestListener;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  path = join(folder, 'models.json');
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const models = JSON.stringify({ data: [{ id: 'a', pricing: { prompt: '0.000001', completion: '0.000002' } }] });
const sync = (more: Partial<SyncOptions> = {}) => syncCatalogue({ path, url, now: () => 0, ...more });
const kept = () => JSON.parse(readFileSync(path, 'utf8')) as CatalogueDocument;
const listing =
  (count: number): RequestListener =>
  (_, response) =>
    response.end(JSON.stringify({ data: Array.from({ length: count }, (_each, index) => ({ id: `a/${index}` })) }));
const good: RequestListener = (request, response) => {
  if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
  else response.writeHead(200, { etag: '"v1"' }).end(models);
};

describe('syncCatalogue', () => {
  it('keeps the models and the ETag in the file, and nothing beside it', async () => {
    answer = good;
    expect(await sync()).toMatchObject({ kind: 'updated', unreadable: 0 });
    expect(kept()).toEqual({
      version: 1,
      endpoint_kind: 'openrouter',
      source: url,
      changed_at: '1970-01-01T00:00:00.000Z',
      checked_at: '1970-01-01T00:00:00.000Z',
      etag: '"v1"',
      models: [{ id: 'a', price: { prompt: 1, completion: 2 } }],
    });
    expect(readdirSync(folder)).toEqual(['models.json']);
  });

  it('asks with the ETag, and notes that it asked when nothing changed', async () => {
    answer = good;
    await sync();
    const before = kept();
    expect(await sync({ now: () => 60_000 })).toMatchObject({ kind: 'unchanged' });
    expect(kept()).toEqual({ ...before, checked_at: '1970-01-01T00:01:00.000Z' });
  });

  it('tells the same models from changed ones without an ETag, too', async () => {
    answer = (_, response) => response.end(models);
    await sync();
    expect(await sync({ now: () => 60_000 })).toMatchObject({ kind: 'unchanged' });
    expect(kept()).toMatchObject({ changed_at: '1970-01-01T00:00:00.000Z', checked_at: '1970-01-01T00:01:00.000Z' });
  });

  it('asks without the ETag of another source', async () => {
    const tags: unknown[] = [];
    answer = (request, response) => {
      tags.push(request.headers['if-none-match']);
      good(request, response);
    };
    await sync();
    writeFileSync(path, readFileSync(path, 'utf8').replace(url, 'http://elsewhere/models'));
    await sync();
    expect(tags).toEqual([undefined, undefined]);
    expect(kept().source).toBe(url);
  });

  it.each<[string, RequestListener, string]>([
    ['an error', (_, response) => response.writeHead(503).end(), 'status 503'],
    ['a page', (_, response) => response.end('<html>'), 'not JSON'],
    ['another shape', (_, response) => response.end('{"models":[]}'), 'no list of models'],
    ['no models', (_, response) => response.end('{"data":[]}'), 'lists no model'],
    ['a connection cut', (_, response) => response.destroy(), 'fetch failed'],
  ])('keeps the last good catalogue when it gets %s', async (_, bad, reason) => {
    answer = good;
    await sync();
    const before = readFileSync(path, 'utf8');
    answer = bad;
    expect(await sync()).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining(reason),
      kept: { models: [{ id: 'a' }] },
    });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('asks where the catalogue was read from, unless told otherwise', async () => {
    answer = good;
    await sync();
    expect(await syncCatalogue({ path, now: () => 0 })).toMatchObject({
      kind: 'unchanged',
      catalogue: { source: url },
    });
  });

  it.each<[string, string, RegExp]>([
    ['no catalogue', '{"version":', /is no catalogue: this is not JSON, line 1; mend or remove it first$/],
    ['another file', '{"name":"service"}', /is no catalogue/],
    ['a catalogue written by hand', '{"version":1,"endpoint_kind":"openai","models":[]}', /was written by hand/],
    ['one for OpenRouter, too', '{"version":1,"endpoint_kind":"openrouter","models":[]}', /was written by hand/],
  ])('never overwrites what no sync wrote: %s', async (_, text, reason) => {
    writeFileSync(path, text);
    answer = good;
    expect(await sync()).toMatchObject({ kind: 'failed', reason: expect.stringMatching(reason) });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('writes no YAML, and nothing where there is no folder', async () => {
    answer = good;
    expect(await sync({ path: join(folder, 'models.yaml') })).toMatchObject({ kind: 'failed' });
    expect(await sync({ path: join(folder, 'none', 'models.json') })).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('it does not exist'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes an answer with fewer than half of many models for a part of one', async () => {
    answer = listing(40);
    await sync();
    answer = listing(19);
    expect(await sync()).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('lists 19 models where there were 40'),
    });
    expect(kept().models).toHaveLength(40);
    answer = listing(20);
    expect(await sync()).toMatchObject({ kind: 'updated' });
  });

  it('reads no answer without end', async () => {
    answer = (_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const write = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', write);
      write();
    };
    expect(await sync()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('larger than 32 MiB') });
  });

  it('ends the wait for an answer when it is told to', async () => {
    const stop = new AbortController();
    answer = () => stop.abort(new Error('closing'));
    expect(await sync({ signal: stop.signal })).toMatchObject({ kind: 'failed' });
  });

  it('replaces what a link leads to, and keeps the link', async () => {
    mkdirSync(join(folder, 'kept'));
    symlinkSync(join(folder, 'kept', 'models.json'), path);
    writeFileSync(
      join(folder, 'kept', 'models.json'),
      JSON.stringify({ version: 1, endpoint_kind: 'openrouter', source: url, models: [] }),
    );
    answer = good;
    expect(await sync()).toMatchObject({ kind: 'updated' });
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(folder, 'kept'))).toEqual(['models.json']);
  });

  it('leaves one whole file when several write at once', async () => {
    answer = good;
    await Promise.all(Array.from({ length: 8 }, () => sync()));
    expect(kept().models).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['models.json']);
  });
});
