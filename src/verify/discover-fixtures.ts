import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const fixtureName = /\.test\.ya?ml$/;

/**
 * The fixture files that belong to a policy path: all of a folder, or the one beside a policy file. Named as the path
 * is, and sorted. Empty when there are none; undefined when the path does not exist.
 */
export function discoverFixtures(path: string, cwd: string): readonly string[] | undefined {
  const absolute = resolve(cwd, path);
  if (!existsSync(absolute)) return undefined;
  if (statSync(absolute).isDirectory()) {
    const names = readdirSync(absolute).filter((name) => fixtureName.test(name));
    return names.toSorted().map((name) => join(path, name));
  }
  if (fixtureName.test(path)) return [path];
  const stem = path.replace(/\.ya?ml$/, '');
  return [`${stem}.test.yaml`, `${stem}.test.yml`].filter((file) => existsSync(resolve(cwd, file)));
}
