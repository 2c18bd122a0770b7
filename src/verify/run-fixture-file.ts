import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.js';
import { wholeFile } from '../diagnostics/place.js';
import type { AnswerCheck } from '../execute/answer-check.js';
import { missingChecks } from '../execute/missing-checks.js';
import { decodeText, readRegularFile, whyUnreadable } from '../policy/read-regular-file.js';
import type { FixtureFileResult } from './fixture-result.js';
import type { FixtureSuite } from './fixture-suite.js';
import { linkFixtures } from './link-fixtures.js';
import { parseFixtures } from './parse-fixtures.js';
import type { LoadPolicyFile } from './policy-loader.js';
import { createPromptReader } from './read-prompt.js';
import { runSuite, type Stopwatch } from './run-suite.js';
import { selectCases } from './select-cases.js';

export interface LoadFixturesOptions {
  /** Absolute path that file names are relative to. */
  readonly cwd: string;
  /** Loads and compiles a policy file, named like the fixture files. */
  readonly load: LoadPolicyFile;
  /** Keep only cases whose name, or cells whose title (`name [fact=value]`), contains this text, in any case. */
  readonly filter?: string;
  /** Functions that judge answers, by the names that the policies' escalations use. Without them no check is made. */
  readonly checks?: Readonly<Record<string, AnswerCheck>>;
}

export interface RunFixturesOptions extends LoadFixturesOptions {
  readonly stopwatch: Stopwatch;
  /** Stop after the first case that fails. Default: false. */
  readonly bail?: boolean;
}

/** A fixture file that can be run, or what is wrong with it. */
export type LoadedFixtures =
  | ({ readonly kind: 'ready'; readonly suite: FixtureSuite; readonly policyFile: string } & FixtureFindings)
  | ({ readonly kind: 'invalid' } & FixtureFindings);

interface FixtureFindings {
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Everything that was read, or looked for in vain: the fixtures, the policy's files and the prompts. */
  readonly files: readonly string[];
}

/** Reads, checks and runs one fixture file. What is wrong with it or its policy is in the result; never rejects. */
export async function runFixtureFile(file: string, options: RunFixturesOptions): Promise<FixtureFileResult> {
  const loaded = await loadFixtureFile(file, options);
  if (loaded.kind === 'invalid') return loaded;
  const { suite, policyFile, diagnostics, files } = loaded;
  const { name, version } = suite.compiled.policy;
  const results = await runSuite(suite, options.stopwatch, options);
  return { kind: 'ran', file, policy: { name, version, file: policyFile }, suite, results, diagnostics, files };
}

/** Reads and checks one fixture file and its policy. Never rejects. */
export async function loadFixtureFile(file: string, options: LoadFixturesOptions): Promise<LoadedFixtures> {
  const files = [file];
  const invalid = (diagnostics: readonly Diagnostic[]): LoadedFixtures => ({
    kind: 'invalid',
    file,
    diagnostics: sortDiagnostics(diagnostics),
    files,
  });
  const text = await readText(file, options.cwd);
  if (typeof text !== 'string') return invalid([text]);
  const parsed = parseFixtures({ file, text });
  if (parsed.document === undefined) return invalid(parsed.diagnostics);
  const { document, places } = parsed;
  const policyFile = join(dirname(file), document.policy);
  files.push(policyFile);
  if (!existsSync(resolve(options.cwd, policyFile))) {
    const message = `the policy ${policyFile} does not exist`;
    const help = 'the path is relative to the fixture file';
    const missing: Diagnostic = { code: 'no-policy', severity: 'error', message, help, place: places.value('/policy') };
    return invalid([...parsed.diagnostics, missing]);
  }
  const { compiled, diagnostics, files: policyFiles = [] } = await options.load(policyFile);
  files.push(...policyFiles);
  if (compiled === undefined) return invalid([...parsed.diagnostics, ...diagnostics]);
  const { checks, filter } = options;
  const unregistered = checks === undefined ? [] : missingChecks(compiled.policy, Object.keys(checks));
  const prompts = createPromptReader(file, options.cwd);
  const linked = linkFixtures(document, places, compiled, prompts.read);
  files.push(...prompts.files);
  const findings = [...parsed.diagnostics, ...linked.diagnostics, ...unregistered];
  if (hasErrors(findings)) return invalid(findings);
  const selected = filter === undefined ? linked.suite : selectCases(linked.suite, filter);
  const suite = { ...selected, ...(checks !== undefined && { checks }) };
  return { kind: 'ready', file, suite, policyFile, diagnostics: sortDiagnostics(findings), files };
}

/** The text, or the finding that it cannot be read. */
async function readText(file: string, cwd: string): Promise<string | Diagnostic> {
  try {
    return decodeText(await readRegularFile(resolve(cwd, file)));
  } catch (error) {
    const message = `${file} cannot be read: ${whyUnreadable(error)}`;
    return { code: 'file-unreadable', severity: 'error', message, place: wholeFile(file) };
  }
}
