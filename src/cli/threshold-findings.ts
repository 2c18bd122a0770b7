import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { untestedThresholds } from '../verify/coverage/untested-thresholds.js';
import { discoverFixtures } from '../verify/discover-fixtures.js';
import type { FixtureFileResult } from '../verify/fixture-result.js';
import { createPolicyLoader } from '../verify/policy-loader.js';
import { runFixtureFile } from '../verify/run-fixture-file.js';
import type { CliIo } from './io.js';

/** The thresholds that the fixtures beside the policies leave untested. Of a policy without fixtures nothing is said. */
export async function thresholdFindings(path: string, io: CliIo): Promise<readonly Diagnostic[]> {
  const load = createPolicyLoader({ cwd: io.cwd });
  const byPolicy = new Map<string, (FixtureFileResult & { kind: 'ran' })[]>();
  for (const file of discoverFixtures(path, io.cwd) ?? []) {
    const result = await runFixtureFile(file, { cwd: io.cwd, load, stopwatch: () => 0 });
    // What is wrong with fixtures is for policy test to say.
    if (result.kind === 'ran') byPolicy.set(result.policy.file, [...(byPolicy.get(result.policy.file) ?? []), result]);
  }
  return [...byPolicy.values()].flatMap((files) => {
    const compiled = files[0]?.suite.compiled;
    return compiled === undefined
      ? []
      : untestedThresholds(
          compiled,
          files.flatMap(({ results }) => results),
        );
  });
}
