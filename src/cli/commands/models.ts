import { type Command, InvalidArgumentError, Option } from 'commander';
import { openRouterModelsUrl } from '../../catalogue/fetch-models.js';
import type { Ability } from '../../policy/policy-document.generated.js';
import { type DiffFlags, diffModels } from '../models/diff-models.js';
import { type ListFlags, listModels } from '../models/list-models.js';
import { sortOrders } from '../models/select-models.js';
import { type SyncFlags, syncModels } from '../models/sync-models.js';
import type { CommandContext } from './command-context.js';

const help = `
Prices are USD per million tokens. What is not known of a model is left blank, and fits no filter.

Examples:
  $ policy models                                   the slots of the policies here
  $ policy models --policy support.yaml --all       and all models of its catalogues
  $ policy models --catalogue models.json --needs tools,vision --max-price 5 --sort price
  $ policy models sync --file policies/models.json --policy policies
  $ policy models diff old.json policies/models.json --policy policies

Exit codes: 0 done, or nothing changed; 1 the sync failed, or diff found a change (with --policy: one that touches the
policies); 2 it could not run.`;

export function addModels(program: Command, { io, finish }: CommandContext): void {
  const models = program
    .command('models')
    .description('models with context, prices and abilities: the slots of policies, or a catalogue file')
    .option('--policy <path>', 'policy file or folder; default: policies, where there is one')
    .option('--catalogue <file>', 'this catalogue instead; default: models.json, where there are no policies')
    .option('--all', 'also all that the catalogues of the policies list')
    .option('--needs <abilities>', 'only models with all of tools, vision, audio, json_schema', readNeeds)
    .option('--max-price <usd>', 'the most that a million completion tokens may cost', readNumber)
    .option('--min-context <tokens>', 'the least context', readNumber)
    .option('--free', 'only models that cost nothing')
    .option('--search <text>', 'only models whose id or slot contains this')
    .addOption(new Option('--sort <order>', 'order of the models; default: as they stand').choices(sortOrders))
    .option('--json', 'write each as a line of JSON')
    .addHelpText('after', help)
    .action(async (flags: ListFlags) => finish(await listModels(flags, io)));
  // The command above takes some of the same options, and would keep them to itself.
  models
    .command('sync')
    .description('write a catalogue from the models that OpenRouter has now; a failure leaves the file as it was')
    .option('--file <file>', 'the catalogue', 'models.json')
    .option('--url <url>', `where the models are listed; default: where they were read from, or ${openRouterModelsUrl}`)
    .option('--policy <path>', 'tell what the change means for these policies')
    .action(async (_: unknown, command: Command) => finish(await syncModels(command.optsWithGlobals<SyncFlags>(), io)));
  models
    .command('diff')
    .description('what one catalogue says of models and another does not, and what that means for policies')
    .argument('<old>', 'catalogue file')
    .argument('<new>', 'catalogue file')
    .option('--policy <path>', 'tell which slots, tiers and rules of these policies it touches')
    .option('--json', 'write the changes as JSON')
    .action(async (old: string, now: string, _: unknown, command: Command) =>
      finish(await diffModels([old, now], command.optsWithGlobals<DiffFlags>(), io)),
    );
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
