import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseYaml } from '../policy/parse-yaml.js';
import { discoverFixtures } from '../verify/discover-fixtures.js';
import type { CliIo } from './io.js';
import { UsageError } from './usage-error.js';

/**
 * The fixture files that a path on the command line stands for: itself, the fixtures beside a policy, or all of a
 * folder. Throws a UsageError when there are none.
 */
export function namedFixtures(path: string, { cwd }: Pick<CliIo, 'cwd'>): readonly string[] {
  const found = discoverFixtures(path, cwd);
  if (found === undefined) throw new UsageError(`${path} cannot be read: it does not exist`);
  if (found.length > 0) return found;
  const file = resolve(cwd, path);
  if (statSync(file).isFile() && !isPolicy(readFileSync(file, 'utf8'), path)) return [path];
  throw noFixtures(path);
}

export function noFixtures(path: string): UsageError {
  return new UsageError(`no fixtures belong to ${path}: write NAME.test.yaml beside NAME.yaml, as policy init does`);
}

/** Fixtures have a policy key, too. */
function isPolicy(text: string, file: string): boolean {
  const { value } = parseYaml(text, file);
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return !keys.includes('cases') && ['language', 'rules', 'default'].some((key) => keys.includes(key));
}
