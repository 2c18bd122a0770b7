import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldersToWatch } from '../../src/reload/folders-to-watch.js';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-')));
  await mkdir(join(root, 'policies/shared'), { recursive: true });
  await writeFile(join(root, 'policies/a.yaml'), '');
});

afterEach(() => rm(root, { recursive: true }));

const foldersFor = async (...paths: string[]): Promise<string[]> => {
  const folders = await foldersToWatch(paths.map((path) => join(root, path)));
  return [...folders.keys()].map((folder) => folder.slice(root.length)).sort();
};

describe('the folders to watch', () => {
  it('are a folder itself, and the folder that holds a file', async () => {
    expect(await foldersFor('policies', 'policies/a.yaml', 'policies/shared/x.yaml')).toEqual([
      '/policies',
      '/policies/shared',
    ]);
  });

  it('are the nearest that exist for what is missing', async () => {
    expect(await foldersFor('policies/later/x.yaml', 'gone/a.yaml')).toEqual(['', '/policies']);
  });

  it('hold every link on the way, and what it leads to', async () => {
    await mkdir(join(root, 'policies/..1'));
    await writeFile(join(root, 'policies/..1/b.yaml'), '');
    await symlink('..1', join(root, 'policies/..data'));
    await symlink('..data/b.yaml', join(root, 'policies/b.yaml'));
    await symlink('policies', join(root, 'current'));
    expect(await foldersFor('current/b.yaml')).toEqual(['', '/policies', '/policies/..1']);
  });

  it('end where links go round in circles', async () => {
    await symlink('two', join(root, 'one'));
    await symlink('one', join(root, 'two'));
    expect(await foldersFor('one/a.yaml')).toEqual(['']);
  });

  it('have another identity once they are replaced', async () => {
    const identity = async () => (await foldersToWatch([join(root, 'policies')])).get(join(root, 'policies'));
    const before = await identity();
    expect(await identity()).toBe(before);
    await rename(join(root, 'policies'), join(root, 'old'));
    await mkdir(join(root, 'policies'));
    expect(await identity()).not.toBe(before);
  });
});
