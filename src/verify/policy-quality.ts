import type { CompiledPolicy } from '../rules/compile-policy.js';
import { type Coverage, measureCoverage } from './coverage/measure-coverage.js';
import type { FixtureFileResult } from './fixture-result.js';
import { type Mutation, measureMutation } from './mutate/measure-mutation.js';
import { parseFixtures } from './parse-fixtures.js';
import { type SuggestedCase, suggestCases } from './suggest/suggest-cases.js';

/** How well the cases of all its fixture files test one policy. */
export interface PolicyQuality {
  readonly policy: { readonly name: string; readonly file: string };
  /** Its fixture files. */
  readonly fixtures: readonly string[];
  /** Present where it was asked for, as the others. */
  readonly coverage?: Coverage;
  readonly mutation?: Mutation;
  /** Cases for the first fixture file. */
  readonly suggestions?: readonly SuggestedCase[];
}

export interface QualityOptions {
  readonly coverage: boolean;
  readonly mutation: boolean;
  /** Gives the text of a fixture file, to suggest cases for what is missing. */
  readonly suggestFor?: (file: string) => Promise<string>;
}

type Ran = FixtureFileResult & { readonly kind: 'ran' };

/** Measures every policy whose fixtures ran, in the order of the files. */
export async function measureQuality(
  files: readonly FixtureFileResult[],
  options: QualityOptions,
): Promise<readonly PolicyQuality[]> {
  const byPolicy = new Map<string, [Ran, ...Ran[]]>();
  for (const file of files) {
    if (file.kind === 'invalid') continue;
    const same = byPolicy.get(file.policy.file);
    if (same === undefined) byPolicy.set(file.policy.file, [file]);
    else same.push(file);
  }
  const measured: PolicyQuality[] = [];
  for (const group of byPolicy.values()) measured.push(await measurePolicy(group, options));
  return measured;
}

async function measurePolicy(
  files: readonly [Ran, ...Ran[]],
  { coverage: measuresCoverage, mutation: measuresMutation, suggestFor }: QualityOptions,
): Promise<PolicyQuality> {
  const [first] = files;
  const { compiled } = first.suite;
  const results = files.flatMap((file) => file.results);
  const suites = files.map(({ suite }) => suite);
  const coverage = measuresCoverage ? measureCoverage(compiled, results) : undefined;
  const mutation = measuresMutation ? await measureMutation(compiled, suites) : undefined;
  const wanted = { coverage, mutation };
  return {
    policy: { name: first.policy.name, file: first.policy.file },
    fixtures: files.map(({ file }) => file),
    ...(coverage && { coverage }),
    ...(mutation && { mutation }),
    ...(suggestFor && { suggestions: await suggest(first.file, await suggestFor(first.file), compiled, wanted) }),
  };
}

async function suggest(
  file: string,
  text: string,
  compiled: CompiledPolicy,
  wanted: Parameters<typeof suggestCases>[2],
): Promise<readonly SuggestedCase[]> {
  const { document, places } = parseFixtures({ file, text });
  return document === undefined ? [] : suggestCases(compiled, { document, places }, wanted);
}
