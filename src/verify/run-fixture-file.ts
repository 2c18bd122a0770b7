import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.js';
import type { CompileResult } from '../rules/compile-policy.js';
import type { FixtureFileResult } from './fixture-result.js';
import type { FixtureSuite } from './fixture-suite.js';
import { linkFixtures } from './link-fixtures.js';
import { parseFixtures } from './parse-fixtures.js';
import { runSuite, type Stopwatch } from './run-suite.js';

export interface RunFixturesOptions {
  /** Absolute path that file names are relative to. */
  readonly cwd: string;
  /** Loads and compiles a policy file, named like the fixture files. */
  readonly load: (file: string) => Promise<CompileResult>;
  readonly stopwatch: Stopwatch;
  /** Run only cases whose name contains this text, in any case. */
  readonly filter?: string;
}

/** Reads, checks and runs one fixture file. What is wrong with it or its policy is in the result; never rejects. */
export async function runFixtureFile(file: string, options: RunFixturesOptions): Promise<FixtureFileResult> {
  const invalid = (diagnostics: readonly Diagnostic[]): FixtureFileResult => ({
    kind: 'invalid',
    file,
    diagnostics: sortDiagnostics(diagnostics),
  });
  const text = await readText(file, options.cwd);
  if (typeof text !== 'string') return invalid([text]);
  const parsed = parseFixtures({ file, text });
  if (parsed.document === undefined) return invalid(parsed.diagnostics);
  const { document, places } = parsed;
  const policyFile = join(dirname(file), document.policy);
  if (!existsSync(resolve(options.cwd, policyFile))) {
    const message = `the policy ${policyFile} does not exist`;
    const help = 'the path is relative to the fixture file';
    const missing: Diagnostic = { code: 'no-policy', severity: 'error', message, help, place: places.value('/policy') };
    return invalid([...parsed.diagnostics, missing]);
  }
  const { compiled, diagnostics } = await options.load(policyFile);
  if (compiled === undefined) return invalid([...parsed.diagnostics, ...diagnostics]);
  const linked = linkFixtures(document, places, compiled);
  const findings = [...parsed.diagnostics, ...linked.diagnostics];
  if (hasErrors(findings)) return invalid(findings);
  const suite = options.filter === undefined ? linked.suite : filterCases(linked.suite, options.filter);
  return {
    kind: 'ran',
    file,
    policy: { name: compiled.policy.name, version: compiled.policy.version, file: policyFile },
    suite,
    results: await runSuite(suite, options.stopwatch),
    diagnostics: sortDiagnostics(findings),
  };
}

/** The text, or the finding that it cannot be read. */
async function readText(file: string, cwd: string): Promise<string | Diagnostic> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    const message = `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
    const place = { file, pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
    return { code: 'file-unreadable', severity: 'error', message, place };
  }
}

function filterCases(suite: FixtureSuite, filter: string): FixtureSuite {
  const wanted = filter.toLowerCase();
  return { ...suite, cases: suite.cases.filter(({ name }) => name.toLowerCase().includes(wanted)) };
}
