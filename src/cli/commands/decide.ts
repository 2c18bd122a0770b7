import type { Command } from 'commander';
import { type DecideOptions, decideRequests } from '../decide-requests.js';
import { describeDecision } from '../describe-decision.js';
import { paintFor } from '../paint.js';
import { addRequestFlags } from '../request-flags.js';
import type { CommandContext } from './command-context.js';

const examples = `
Examples:
  $ policy decide --task summarize "Sum this up"
  $ policy decide --attribute user.tier=pro --attribute user.id=u-42 "Plan a migration"
  $ policy decide --file request.json --json
  $ policy decide --json < requests.jsonl         a body per line, with attributes, policy and facts beside it`;

export function addDecide(program: Command, { io, finish }: CommandContext): void {
  addRequestFlags(program.command('decide'))
    .description('decide which model answers: one request by flags, or JSON Lines on standard input')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--json', 'write each decision as a line of JSON')
    .addHelpText('after', examples)
    .action(async (words: readonly string[], options: DecideOptions) => {
      const paint = paintFor(io, io.stdout);
      finish(await decideRequests(words, options, ({ decision }) => describeDecision(decision, paint), io));
    });
}
