import { type PolicyCase, type PolicyCasesOptions, policyCases } from './policy-cases.js';

/** The two functions of a test runner that are needed: vitest's, jest's, mocha's and node:test's fit. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/**
 * Runs the fixtures of policies inside the service's own tests: a suite for each fixture file, a test for each case.
 * To be awaited at the top of a test file. Rejects when there is no fixture.
 */
export async function describePolicies(path: string, options: TestRunner & PolicyCasesOptions): Promise<void> {
  const { describe, it, ...rest } = options;
  const byFile = new Map<string, PolicyCase[]>();
  for (const policyCase of await policyCases(path, rest)) {
    byFile.set(policyCase.file, [...(byFile.get(policyCase.file) ?? []), policyCase]);
  }
  for (const [file, cases] of byFile) {
    describe(file, () => {
      for (const { name, run } of cases) it(name, run);
    });
  }
}
