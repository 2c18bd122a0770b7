import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Policy } from '../../policy/policy.js';
import { countOf } from '../count-of.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { loadCompiled } from '../load-compiled.js';
import { paintFor } from '../paint.js';
import { UsageError } from '../usage-error.js';
import { loadCatalogue } from './load-catalogue.js';
import { type ModelRow, rowsOf } from './model-row.js';
import { modelsTable } from './models-table.js';
import { type ModelFilter, selectModels } from './select-models.js';

export interface ListFlags extends ModelFilter {
  readonly policy?: string;
  readonly catalogue?: string;
  readonly all?: true;
  readonly json?: true;
}

/** The slots of policies; the models of a catalogue where one is named, or where that is all there is. */
export async function listModels(flags: ListFlags, io: CliIo): Promise<ExitCode> {
  const { policy, catalogue, all, json, ...filter } = flags;
  const found = policy === undefined && catalogue === undefined ? whatIsHere(io) : { policy, catalogue };
  if (found.policy !== undefined && found.catalogue !== undefined) {
    throw new UsageError(
      '--policy lists the slots of policies and --catalogue the models of a file: give one of the two',
    );
  }
  if (found.catalogue !== undefined) return listCatalogue(found.catalogue, flags, io);
  const compiled = await loadCompiled(found.policy!, io);
  if (compiled === undefined) return exitCode.unable;
  const policies = compiled.map((each) => each.policy);
  const rows = policies.flatMap((each) => rowsOf(each, { all }));
  await show(selectModels(rows, filter), rows.length, { json, noun: all === true ? 'model' : 'slot' }, io);
  if (json !== true && all !== true) await tellOfMore(policies, io);
  return exitCode.good;
}

async function listCatalogue(
  path: string,
  { all, json, policy, catalogue, ...filter }: ListFlags,
  io: CliIo,
): Promise<ExitCode> {
  if (all === true) throw new UsageError('--all is for --policy: it lists the catalogues of policies too');
  const { models } = await loadCatalogue(path, io, catalogue === undefined ? path : `--catalogue ${path}`);
  await show(selectModels(models, { sort: 'id', ...filter }), models.length, { json, noun: 'model' }, io);
  return exitCode.good;
}

function whatIsHere({ cwd }: CliIo): { readonly policy?: string; readonly catalogue?: string } {
  if (existsSync(resolve(cwd, 'policies'))) return { policy: 'policies' };
  if (existsSync(resolve(cwd, 'models.json'))) return { catalogue: 'models.json' };
  throw new UsageError(
    'there is neither a folder policies nor a file models.json here: give --policy PATH or --catalogue FILE; policy models sync writes a catalogue',
  );
}

async function show(
  rows: readonly ModelRow[],
  total: number,
  { json, noun }: { readonly json: true | undefined; readonly noun: string },
  io: CliIo,
): Promise<void> {
  if (json === true) {
    for (const row of rows) await writeLine(io.stdout, JSON.stringify(row));
    return;
  }
  if (rows.length > 0) await writeLine(io.stdout, modelsTable(rows, paintFor(io, io.stdout).dim));
  await writeLine(io.stderr, `${rows.length} of ${countOf(total, noun)}`);
}

async function tellOfMore(policies: readonly Policy[], io: CliIo): Promise<void> {
  const listed = new Set(policies.flatMap(({ catalogueSlots }) => [...catalogueSlots.keys()])).size;
  if (listed === 0) return;
  const files = new Set(policies.flatMap(({ catalogues }) => catalogues.map(({ file }) => file)));
  const hint = `${[...files].join(', ')} ${files.size === 1 ? 'lists' : 'list'} ${countOf(listed, 'model')}: --all shows them`;
  await writeLine(io.stderr, paintFor(io, io.stderr).dim(hint));
}
