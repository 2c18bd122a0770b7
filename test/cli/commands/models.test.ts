import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const catalogue = JSON.stringify({
  version: 1,
  endpoint_kind: 'openrouter',
  source: 'http://127.0.0.1/models',
  changed_at: '2026-01-01T00:00:00.000Z',
  models: [
    { id: 'a/dear', context: 200000, price: { prompt: 3, completion: 15 }, abilities: ['tools', 'vision'] },
    { id: 'b/cheap', context: 8000, max_output: 4000, price: { prompt: 1, completion: 2 }, abilities: ['tools'] },
    { id: 'c/free', context: 32000, price: { prompt: 0, completion: 0 }, abilities: [] },
    { id: 'd/unknown' },
  ],
});

async function ids(...argv: string[]): Promise<string[]> {
  const ran = await policy(['models', '--json', ...argv], { cwd: temporaryFolder({ 'models.json': catalogue }) });
  expect(ran.code).toBe(0);
  return ran.out.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { id: string }).id]));
}

async function serve(answer: () => { status: number; body: string }): Promise<string> {
  const server = createServer((_, response) => {
    const { status, body } = answer();
    response.writeHead(status, { connection: 'close' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
}

describe('policy models', () => {
  it('leaves out what is not known to fit', async () => {
    expect(await ids('--needs', 'tools,vision')).toEqual(['a/dear']);
    expect(await ids('--max-price', '2')).toEqual(['b/cheap', 'c/free']);
    expect(await ids('--min-context', '32000')).toEqual(['a/dear', 'c/free']);
    expect(await ids('--free')).toEqual(['c/free']);
    expect(await ids('--search', 'CHEAP')).toEqual(['b/cheap']);
  });

  it('sorts what is unknown last', async () => {
    expect(await ids('--sort', 'price')).toEqual(['c/free', 'b/cheap', 'a/dear', 'd/unknown']);
    expect(await ids('--sort', 'context')).toEqual(['a/dear', 'c/free', 'b/cheap', 'd/unknown']);
  });

  it('draws a table', async () => {
    const ran = await policy(['models'], { cwd: temporaryFolder({ 'models.json': catalogue }) });
    expect(ran.out).toMatch(/^b\/cheap +8000 +4000 +1 +2 {2}tools$/m);
    expect(ran.err).toBe('4 of 4 models\n');
  });

  it('refuses a file that is missing or no catalogue, and a need that does not exist', async () => {
    const cwd = temporaryFolder({ 'other.json': '{}' });
    expect(await policy(['models'], { cwd })).toMatchObject({ code: 2 });
    const other = await policy(['models', '--catalogue', 'other.json'], { cwd });
    expect(other).toMatchObject({ code: 2 });
    expect(other.err).toContain('other.json is no catalogue');
    expect(await policy(['models', '--needs', 'smell'], { cwd })).toMatchObject({ code: 2 });
  });
});

describe('policy models sync', () => {
  it('writes the file, tells what changed, and keeps it when the next answer is none', async () => {
    const cwd = temporaryFolder();
    let answer = { status: 200, body: JSON.stringify({ data: [{ id: 'a' }, { id: 'b' }] }) };
    const url = await serve(() => answer);
    const sync = () => policy(['models', 'sync', '--url', url], { cwd });
    expect(await sync()).toEqual({ code: 0, out: '', err: 'models.json: 2 models: 2 added, 0 removed, 0 changed\n' });
    answer = { status: 200, body: JSON.stringify({ data: [{ id: 'b', context_length: 9 }, { id: 'c' }] }) };
    expect((await sync()).err).toBe('models.json: 2 models: 1 added, 1 removed, 1 changed\n');
    const before = readFileSync(join(cwd, 'models.json'), 'utf8');
    answer = { status: 500, body: '' };
    const failed = await sync();
    expect(failed.code).toBe(1);
    expect(failed.err).toContain('answered with status 500; models.json is as it was');
    expect(readFileSync(join(cwd, 'models.json'), 'utf8')).toBe(before);
  });

  it('refuses what is no address', async () => {
    expect(await policy(['models', 'sync', '--url', 'nowhere'])).toMatchObject({ code: 2 });
  });
});
