import { expect } from 'vitest';
import type { CaseResult, FixtureFileResult } from '../../src/verify/fixture-result.js';
import { createPolicyLoader } from '../../src/verify/policy-loader.js';
import { type RunFixturesOptions, runFixtureFile } from '../../src/verify/run-fixture-file.js';
import { smallPolicy } from '../cli/small-policy.js';
import { temporaryFolder } from '../cli/temporary-folder.js';

type Files = Readonly<Record<string, string>>;

/** Runs small.test.yaml, beside the small policy and whatever else is given. */
export function runFixtures(
  fixtures: string,
  files: Files = {},
  options: Partial<RunFixturesOptions> = {},
): Promise<FixtureFileResult> {
  return runFixturesIn(
    temporaryFolder({ 'small.yaml': smallPolicy(), 'small.test.yaml': fixtures, ...files }),
    options,
  );
}

export function runFixturesIn(cwd: string, options: Partial<RunFixturesOptions> = {}): Promise<FixtureFileResult> {
  const load = createPolicyLoader({ cwd });
  return runFixtureFile('small.test.yaml', { cwd, load, stopwatch: () => 0, ...options });
}

/** The results of cases under a head that names the small policy. */
export async function resultsOf(cases: string, files: Files = {}, head = ''): Promise<readonly CaseResult[]> {
  const file = await runFixtures(`policy: small.yaml\n${head}cases:\n${cases}`, files);
  if (file.kind === 'invalid') throw new Error(JSON.stringify(file.diagnostics, null, 2));
  return file.results;
}

/** All that differs in any case. */
export async function differencesOf(cases: string, files: Files = {}, head = ''): Promise<readonly unknown[]> {
  return (await resultsOf(cases, files, head)).flatMap(({ differences }) => differences);
}

/** What is wrong with a file: `line:column code message | help`. */
export async function findingsOf(text: string, files: Files = {}): Promise<readonly string[]> {
  const file = await runFixtures(text, files);
  expect(file.kind).toBe('invalid');
  return file.diagnostics.map(({ place, code, message, help }) => {
    const advice = help === undefined ? '' : ` | ${help}`;
    return `${place.line}:${place.column} ${code} ${message}${advice}`;
  });
}
