import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Database } from './open-database.js';
import { sqlText } from './sql-text.js';

/** The record files that a path names; none where nothing matches. */
export interface NamedFiles {
  readonly path: string;
  readonly files: readonly string[];
}

/** Finds record files: a file, a glob, or a folder with all its `.jsonl` and `.jsonl.gz` files, however deep. */
export async function findRecordFiles(
  database: Database,
  paths: readonly string[],
  cwd: string,
): Promise<NamedFiles[]> {
  const found: NamedFiles[] = [];
  for (const path of paths) found.push({ path, files: await filesOf(database, resolve(cwd, path)) });
  return found;
}

async function filesOf(database: Database, path: string): Promise<readonly string[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return stats === undefined ? await glob(database, path) : [path];
  const folder = path.replace(/[*?[]/g, '[$&]');
  const found = ['*.jsonl', '*.jsonl.gz'].map((ending) => glob(database, join(folder, '**', ending)));
  return (await Promise.all(found)).flat();
}

async function glob(database: Database, pattern: string): Promise<readonly string[]> {
  const rows = await database.run(`SELECT file FROM glob(${sqlText(pattern)}) ORDER BY file`);
  return rows.map(({ file }) => String(file));
}
