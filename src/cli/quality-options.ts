import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { reaches } from '../verify/percent.js';
import type { PolicyQuality, QualityOptions } from '../verify/policy-quality.js';
import type { CliIo } from './io.js';

/** What `policy test` is asked to measure besides running the cases. */
export interface QualityFlags {
  readonly coverage?: true;
  /** Percent. */
  readonly minCoverage?: number;
  readonly mutate?: true;
  /** Percent. */
  readonly minMutation?: number;
  readonly suggest?: true;
}

export function addQualityOptions(command: Command): Command {
  return command
    .option('--coverage', 'show what the cases exercise: rules, conditions, boundaries, arms, chain positions')
    .option('--min-coverage <percent>', 'fail when a policy is covered less', percentOf)
    .option('--mutate', 'make small mistakes in the policies, and show which no case notices')
    .option('--min-mutation <percent>', 'fail when the cases notice less', percentOf)
    .option('--suggest', 'write cases for what is missing, as YAML to paste into cases, to standard output');
}

function percentOf(text: string): number {
  const percent = Number(text);
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return percent;
  throw new InvalidArgumentError('A percentage is a number from 0 to 100.');
}

/** Undefined when nothing is to be measured. */
export function qualityOptionsOf(flags: QualityFlags, io: CliIo): QualityOptions | undefined {
  const mutation = flags.mutate === true || flags.minMutation !== undefined;
  const coverage = flags.coverage === true || flags.minCoverage !== undefined || (flags.suggest === true && !mutation);
  if (!coverage && !mutation) return undefined;
  const suggestFor = (file: string): Promise<string> => readFile(resolve(io.cwd, file), 'utf8');
  return { coverage, mutation, ...(flags.suggest === true && { suggestFor }) };
}

/** A gate that a policy does not pass. */
export interface MissedGate {
  readonly policy: string;
  readonly measure: 'coverage' | 'mutation';
  /** Percent. */
  readonly minimum: number;
}

/** Each policy must pass each gate by itself. */
export function missedGates(
  quality: readonly PolicyQuality[],
  { minCoverage = 0, minMutation = 0 }: QualityFlags,
): readonly MissedGate[] {
  const minimums = [
    ['coverage', minCoverage],
    ['mutation', minMutation],
  ] as const;
  return quality.flatMap((each) =>
    minimums.flatMap(([measure, minimum]) => {
      const fraction = each[measure];
      const missed = fraction !== undefined && !reaches(fraction, minimum);
      return missed ? { policy: each.policy.name, measure, minimum } : [];
    }),
  );
}
