import { discoverFixtures } from '../verify/discover-fixtures.js';
import { type FixtureFileResult, passed } from '../verify/fixture-result.js';
import { createPolicyLoader } from '../verify/policy-loader.js';
import { type RunFixturesOptions, runFixtureFile } from '../verify/run-fixture-file.js';
import type { CliIo } from './io.js';
import { missingPolicies } from './load-compiled.js';
import { namedFixtures, noFixtures } from './named-fixtures.js';
import type { TestReport } from './reporters/reporter.js';
import { updateFile } from './update-file.js';

export interface TestSelection {
  /** Fixture files; when there are none, those that belong to the policy path. */
  readonly files: readonly string[];
  /** A policy file or folder. */
  readonly policy: string;
  readonly filter?: string;
  /** Stop at the first failure, or the first file that cannot run. */
  readonly bail?: true;
  /** Write what came out into the expectations of cases that fail. */
  readonly update?: true;
}

/** Runs fixture files, one after the other. Throws a UsageError when there are none. */
export async function runTests(selection: TestSelection, io: CliIo): Promise<TestReport> {
  const startedAt = Date.now();
  const start = performance.now();
  const { bail = false, filter } = selection;
  const stopwatch = (): number => performance.now();
  const load = createPolicyLoader({ cwd: io.cwd });
  const options = { cwd: io.cwd, load, stopwatch, bail, ...(filter !== undefined && { filter }) };
  const results: FixtureFileResult[] = [];
  let stopped = false;
  for (const file of fixtureFiles(selection, io)) {
    const result = await runFile(file, selection, options, io);
    // A file in which the filter finds nothing has nothing to say.
    if (filter === undefined || result.kind === 'invalid' || result.results.length > 0) results.push(result);
    stopped = bail && !isGood(result);
    if (stopped) break;
  }
  return { files: results, startedAt, duration: performance.now() - start, stopped };
}

/** The files that are named, or those that belong to the policy path. */
export function fixtureFiles({ files, policy }: TestSelection, io: CliIo): readonly string[] {
  if (files.length > 0) return [...new Set(files.flatMap((file) => namedFixtures(file, io)))];
  const found = discoverFixtures(policy, io.cwd);
  if (found === undefined) throw missingPolicies(policy);
  if (found.length > 0) return found;
  throw noFixtures(policy);
}

async function runFile(
  file: string,
  { update }: TestSelection,
  options: RunFixturesOptions,
  io: CliIo,
): Promise<FixtureFileResult> {
  const result = await runFixtureFile(file, options);
  if (update !== true || result.kind === 'invalid' || isGood(result)) return result;
  return (await updateFile(result, io)) ? runFixtureFile(file, options) : result;
}

function isGood(result: FixtureFileResult): boolean {
  return result.kind === 'ran' && result.results.every(passed);
}
