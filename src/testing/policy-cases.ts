import { resolve } from 'node:path';
import { cwd as workingDirectory } from 'node:process';
import type { AnswerCheck } from '../execute/answer-check.js';
import type { CustomFact } from '../facts/fact-source.js';
import { caseTitle } from '../verify/case-title.js';
import { discoverFixtures } from '../verify/discover-fixtures.js';
import { passed } from '../verify/fixture-result.js';
import { createPolicyLoader } from '../verify/policy-loader.js';
import { type LoadedFixtures, type LoadFixturesOptions, loadFixtureFile } from '../verify/run-fixture-file.js';
import { runCase } from '../verify/run-suite.js';
import { caseFailed, fileInvalid } from './policy-case-error.js';

export interface PolicyCasesOptions {
  /**
   * Functions for custom facts, by fact name. When given, one that a policy needs and is not there is an error. Default:
   * custom facts are unknown, unless a case gives them.
   */
  readonly facts?: Readonly<Record<string, CustomFact>>;
  /**
   * Functions that judge answers, by the names that escalations use. When given, one that a policy needs and is not
   * there is an error. Default: no check is made.
   */
  readonly checks?: Readonly<Record<string, AnswerCheck>>;
  /** Only cases whose name contains this text, in any case. */
  readonly filter?: string;
  /** Folder that paths are relative to. Default: the working directory. */
  readonly cwd?: string;
}

/** One case of a fixture file, or one cell of its matrix. */
export interface PolicyCase {
  /** The case's name, with the values of its cell: `long documents [tokens=2000]`. */
  readonly name: string;
  /** The fixture file, as it was found. */
  readonly file: string;
  /** Runs the case: rejects with a PolicyCaseError when it fails, or when the file cannot run. */
  readonly run: () => Promise<void>;
}

/**
 * The cases of the fixtures that belong to a policy file or a folder of policies; or of one fixture file. A file that
 * cannot run is one case that fails with what is wrong. Rejects when there is no fixture.
 */
export async function policyCases(path: string, options: PolicyCasesOptions = {}): Promise<readonly PolicyCase[]> {
  const { cwd = workingDirectory(), facts, checks, filter } = options;
  const files = discoverFixtures(path, cwd) ?? [];
  if (files.length === 0) throw new Error(`there are no fixtures (*.test.yaml) at ${resolve(cwd, path)}`);
  const load: LoadFixturesOptions = {
    cwd,
    load: createPolicyLoader({ cwd, ...(facts !== undefined && { facts }) }),
    ...(checks !== undefined && { checks }),
    ...(filter !== undefined && { filter }),
  };
  const loaded = await Promise.all(files.map((file) => loadFixtureFile(file, load)));
  return loaded.flatMap((fixtures) => casesOf(fixtures, cwd));
}

function casesOf(loaded: LoadedFixtures, cwd: string): readonly PolicyCase[] {
  const { file } = loaded;
  if (loaded.kind === 'invalid') {
    const name = `${file} can run`;
    return [{ name, file, run: () => Promise.reject(fileInvalid(loaded, cwd)) }];
  }
  const { suite } = loaded;
  return suite.cases.flatMap((fixture, index) =>
    fixture.runs.map((run) => ({
      name: caseTitle({ name: fixture.name, cell: run.cell }),
      file,
      run: async () => {
        const result = await runCase(suite, fixture, run, `case-${index + 1}`, () => 0);
        if (!passed(result)) throw caseFailed(result, cwd);
      },
    })),
  );
}
