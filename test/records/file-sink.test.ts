import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createFileSink } from '../../src/records/file-sink.js';
import type { SignalboxRecord } from '../../src/records/record-sink.js';
import { temporaryFolder } from '../cli/temporary-folder.js';

const feedback = (id: string): SignalboxRecord => ({
  v: 1,
  kind: 'feedback',
  id,
  at: '2026-03-02T09:00:00.000Z',
  label: 'x'.repeat(50),
});

/** Every line of every file in the folder, whole or not. */
function linesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => /\.jsonl/.test(file) && !file.endsWith('.txt'))
    .flatMap((file) => {
      const bytes = readFileSync(join(folder, file));
      const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
      expect(text.endsWith('\n') || text === '').toBe(true);
      return text.split('\n').filter((line) => line !== '');
    });
}

const idsIn = (folder: string) => linesIn(folder).map((line) => (JSON.parse(line) as SignalboxRecord).id);

describe('a file of records', () => {
  it('has a line for each, in a folder that is made', async () => {
    const folder = temporaryFolder({});
    const sink = createFileSink({ file: join(folder, 'deep/er/records.jsonl') });
    await sink.write([feedback('a'), feedback('b')]);
    await sink.write([feedback('c')]);
    await sink.close?.();
    expect(idsIn(join(folder, 'deep/er'))).toEqual(['a', 'b', 'c']);
  });

  it('is appended to, and readable by its owner only', async () => {
    const folder = temporaryFolder({});
    const file = join(folder, 'records.jsonl');
    for (const id of ['a', 'b']) {
      const sink = createFileSink({ file });
      await sink.write([feedback(id)]);
      await sink.close?.();
    }
    expect(idsIn(folder)).toEqual(['a', 'b']);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it.each([true, false])('is rotated by size without cutting a line (gzip %s)', async (gzip) => {
    const folder = temporaryFolder({});
    const sink = createFileSink({ file: join(folder, 'records.jsonl'), maxBytes: 1_000, gzip });
    const ids = Array.from({ length: 40 }, (_, index) => `d-${index}`);
    for (const id of ids) await sink.write([feedback(id)]);
    await sink.close?.();
    const rotated = readdirSync(folder).filter((file) => (gzip ? /\.jsonl\.gz$/ : /\.\d+\.jsonl$/).test(file));
    expect(rotated.length).toBeGreaterThan(2);
    expect(idsIn(folder).toSorted()).toEqual(ids.toSorted());
  });

  it('keeps as many rotated files as are asked for', async () => {
    const folder = temporaryFolder({});
    const sink = createFileSink({ file: join(folder, 'records.jsonl'), maxBytes: 300, maxFiles: 2, gzip: false });
    for (let index = 0; index < 30; index += 1) await sink.write([feedback(`d-${index}`)]);
    await sink.close?.();
    expect(readdirSync(folder).filter((file) => /\.\d+\.jsonl$/.test(file))).toHaveLength(2);
  });

  it('rejects where it cannot be written, and is written as soon as it can be', async () => {
    const folder = temporaryFolder({ blocked: 'a file, where a folder is needed' });
    const sink = createFileSink({ file: join(folder, 'blocked/records.jsonl') });
    await expect(sink.write([feedback('a')])).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(sink.write([feedback('b')])).rejects.toMatchObject({ code: 'EEXIST' });
    rmSync(join(folder, 'blocked'));
    await sink.write([feedback('c')]);
    await sink.write([feedback('d')]);
    await sink.close?.();
    expect(idsIn(join(folder, 'blocked'))).toEqual(['c', 'd']);
  });

  it('rejects a file that is a folder', async () => {
    const folder = temporaryFolder({ 'records.jsonl/a': '' });
    const sink = createFileSink({ file: join(folder, 'records.jsonl') });
    await expect(sink.write([feedback('a')])).rejects.toThrow(/EISDIR|directory/);
    await sink.close?.();
  });

  it('tells of a rotation that failed once, and goes on', async () => {
    const folder = temporaryFolder({});
    const sink = createFileSink({ file: join(folder, 'r/records.jsonl'), maxBytes: 150, gzip: false });
    await sink.write([feedback('a')]);
    rmSync(join(folder, 'r'), { recursive: true });
    const outcomes: string[] = [];
    for (const id of ['b', 'c', 'd', 'e']) {
      const written = Promise.resolve(sink.write([feedback(id)]));
      outcomes.push(
        await written.then(
          () => 'written',
          () => 'rejected',
        ),
      );
    }
    await sink.close?.();
    expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(1);
    expect(outcomes.slice(2)).toEqual(['written', 'written']);
    expect(idsIn(join(folder, 'r'))).toEqual(expect.arrayContaining(['d', 'e']));
  });

  it.each([
    ['half a record', '{"v":1,"kind":"feedb', ['{"v":1,"kind":"feedb', 'a']],
    ['whole records only', '{"id":"x"}\n', ['x', 'a']],
    ['nothing', '', ['a']],
  ])('begins a line of its own in a file that a killed process left with %s', async (_what, left, expected) => {
    const folder = temporaryFolder({ 'records.jsonl': left });
    const sink = createFileSink({ file: join(folder, 'records.jsonl') });
    await sink.write([feedback('a')]);
    await sink.close?.();
    const idOf = (line: string) => (line.endsWith('}') ? (JSON.parse(line) as SignalboxRecord).id : line);
    expect(linesIn(folder).map(idOf)).toEqual(expected);
  });

  it('closes without ever having been written', async () => {
    const folder = temporaryFolder({});
    await createFileSink({ file: join(folder, 'records.jsonl') }).close?.();
    expect(readdirSync(folder)).toEqual([]);
  });
});
