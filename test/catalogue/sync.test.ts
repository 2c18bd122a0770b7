import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalogue, syncCatalogue } from '../../src/catalogue/sync.js';

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
const sync = () => syncCatalogue({ path, url, now: () => 0 });
const good: RequestListener = (request, response) => {
  if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
  else response.writeHead(200, { etag: '"v1"' }).end(models);
};

describe('syncCatalogue', () => {
  it('keeps the models and the ETag in the file, and nothing beside it', async () => {
    answer = good;
    expect(await sync()).toMatchObject({ kind: 'updated', unreadable: 0 });
    expect(await readCatalogue(path)).toEqual({
      version: 1,
      endpoint_kind: 'openrouter',
      source: url,
      changed_at: '1970-01-01T00:00:00.000Z',
      etag: '"v1"',
      models: [{ id: 'a', price: { prompt: 1, completion: 2 } }],
    });
    expect(readdirSync(folder)).toEqual(['models.json']);
  });

  it('asks with the ETag, and leaves the file when nothing changed', async () => {
    answer = good;
    await sync();
    const before = readFileSync(path, 'utf8');
    expect(await sync()).toMatchObject({ kind: 'unchanged' });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('asks without the ETag of another source', async () => {
    answer = good;
    await sync();
    writeFileSync(path, readFileSync(path, 'utf8').replace(url, 'http://elsewhere/models'));
    expect(await sync()).toMatchObject({ kind: 'updated' });
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

  it('says that a file that is no catalogue was not kept, and replaces it', async () => {
    writeFileSync(path, '{"version":');
    answer = (_, response) => response.writeHead(500).end();
    expect(await sync()).not.toHaveProperty('kept');
    answer = good;
    expect(await sync()).toMatchObject({ kind: 'updated' });
  });
});
