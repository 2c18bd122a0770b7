import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CatalogueModel } from '../../catalogue/catalogue.js';
import { openRouterModelsUrl, readCatalogue, syncCatalogue } from '../../catalogue/sync.js';
import type { Ability } from '../../policy/policy-document.generated.js';
import { countOf } from '../count-of.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { compareCatalogues } from '../models/compare-catalogues.js';
import { type ModelFilter, selectModels, sortOrders } from '../models/select-models.js';
import { paintFor } from '../paint.js';
import { readTextFile } from '../read-text-file.js';
import { textTable } from '../text-table.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';

interface ListFlags extends ModelFilter {
  readonly catalogue: string;
  readonly json?: true;
}

const help = `
What a catalogue does not know of a model is left blank, and fits no filter. Prices are USD per million tokens.

Examples:
  $ policy models sync
  $ policy models --needs tools,vision --max-price 5 --sort price
  $ policy models --catalogue old.json --free --json

Exit codes: 0 done; 1 the sync failed; 2 it could not run.`;

export function addModels(program: Command, { io, finish }: CommandContext): void {
  const models = program
    .command('models')
    .description('the models of a catalogue file: context, prices and abilities')
    .option('--catalogue <file>', 'the catalogue', 'models.json')
    .option('--needs <abilities>', 'only models with all of tools, vision, audio, json_schema', readNeeds)
    .option('--max-price <usd>', 'the most that a million completion tokens may cost', readNumber)
    .option('--min-context <tokens>', 'the least context', readNumber)
    .option('--free', 'only models that cost nothing')
    .option('--search <text>', 'only models whose id contains this')
    .addOption(new Option('--sort <order>', 'order of the models').choices(sortOrders).default('id'))
    .option('--json', 'write each as a line of JSON')
    .addHelpText('after', help)
    .action(async (flags: ListFlags) => finish(await list(flags, io)));
  models
    .command('sync')
    .description('write the catalogue file from the models that OpenRouter has now; a failure leaves it as it was')
    .option('--file <file>', 'the catalogue', 'models.json')
    .option('--url <url>', 'where the models are listed', openRouterModelsUrl)
    .action(async (flags: { readonly file: string; readonly url: string }) => finish(await sync(flags, io)));
}

async function list({ catalogue: path, json, ...filter }: ListFlags, io: CliIo): Promise<ExitCode> {
  await readTextFile(path, io, `--catalogue ${path}`);
  const catalogue = await readCatalogue(resolve(io.cwd, path));
  if (catalogue === undefined) {
    throw new UsageError(`--catalogue ${path} is no catalogue: policy models sync --file FILE writes one`);
  }
  const shown = selectModels(catalogue.models, filter);
  if (json === true) for (const model of shown) await writeLine(io.stdout, JSON.stringify(model));
  else if (shown.length > 0) await writeLine(io.stdout, tableOf(shown, io));
  if (json !== true) await writeLine(io.stderr, `${shown.length} of ${countOf(catalogue.models.length, 'model')}`);
  return exitCode.good;
}

function tableOf(models: readonly CatalogueModel[], io: CliIo): string {
  const rows = models.map(({ id, context, max_output, price, abilities = [] }) => [
    id,
    ...[context, max_output, price?.prompt, price?.completion].map((figure) => figure?.toString() ?? ''),
    abilities.join(' '),
  ]);
  const titles = ['model', 'context', 'max output', 'prompt $/M', 'completion $/M', 'abilities '];
  return textTable({ titles, rows }, paintFor(io, io.stdout).dim);
}

async function sync({ file, url }: { readonly file: string; readonly url: string }, io: CliIo): Promise<ExitCode> {
  if (!URL.canParse(url)) throw new UsageError(`--url ${url} is no address: it begins with https:// or http://`);
  const result = await syncCatalogue({ path: resolve(io.cwd, file), url, now: Date.now });
  switch (result.kind) {
    case 'unchanged':
      await writeLine(io.stderr, `${file}: ${countOf(result.catalogue.models.length, 'model')}, nothing changed`);
      return exitCode.good;
    case 'updated': {
      const { added, removed, changed } = compareCatalogues(result.before ?? { models: [] }, result.catalogue);
      const left = result.unreadable === 0 ? '' : `; ${result.unreadable} without an id left out`;
      const counts = `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
      await writeLine(io.stderr, `${file}: ${countOf(result.catalogue.models.length, 'model')}: ${counts}${left}`);
      return exitCode.good;
    }
    case 'failed': {
      const kept = result.kept === undefined ? 'there is no catalogue yet' : `${file} is as it was`;
      await writeLine(io.stderr, `${paintFor(io, io.stderr).red('error:')} ${result.reason}; ${kept}`);
      return exitCode.failed;
    }
    default:
      return result satisfies never;
  }
}

const abilities: readonly Ability[] = ['tools', 'vision', 'audio', 'json_schema'];

function readNeeds(text: string): readonly Ability[] {
  return text.split(',').map((word) => {
    const ability = abilities.find((known) => known === word.trim());
    if (ability === undefined) throw new InvalidArgumentError(`It is a list of ${abilities.join(', ')}.`);
    return ability;
  });
}

function readNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('A number from 0 is needed.');
  return value;
}
