import { join } from 'node:path';
import { loadPolicy } from '../../src/policy/load-policy.js';
import { compilePolicy } from '../../src/rules/compile-policy.js';
import type { FixtureFileResult } from '../../src/verify/fixture-result.js';
import type { FixtureSuite } from '../../src/verify/fixture-suite.js';
import { runFixtureFile } from '../../src/verify/run-fixture-file.js';
import { temporaryFolder } from '../cli/temporary-folder.js';

/** Runs fixture cases, as items of a list, on a policy text. */
export async function runText(
  policy: string,
  cases: string,
  { checks }: Pick<FixtureSuite, 'checks'> = {},
): Promise<FixtureFileResult & { kind: 'ran' }> {
  const cwd = temporaryFolder({ 'p.yaml': policy, 'p.test.yaml': `policy: p.yaml\ncases:\n${cases}` });
  const result = await runFixtureFile('p.test.yaml', {
    cwd,
    load: async (file) => {
      const loaded = await loadPolicy(join(cwd, file));
      return loaded.policy === undefined ? { diagnostics: loaded.diagnostics } : compilePolicy(loaded.policy);
    },
    stopwatch: () => 0,
    ...(checks && { checks }),
  });
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.diagnostics, null, 2));
  return result;
}
