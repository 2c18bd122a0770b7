import type { Command } from 'commander';
import { type DecideOptions, type DescribeDecision, decideRequests } from '../decide-requests.js';
import { findNearestRule } from '../explain/nearest-rule.js';
import { explainDecision } from '../explain-decision.js';
import { paintFor } from '../paint.js';
import { addRequestFlags } from '../request-flags.js';
import type { CommandContext } from './command-context.js';

const examples = `
Examples:
  $ policy explain --task summarize "Sum this up"
  $ policy explain --fact tokens=2000 --name support
  $ policy explain < requests.jsonl`;

export function addExplain(program: Command, { io, finish }: CommandContext): void {
  addRequestFlags(program.command('explain'))
    .description('tell why a request gets the model it gets')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--json', 'write each decision as a line of JSON, explanation included')
    .addHelpText('after', examples)
    .action(async (words: readonly string[], options: DecideOptions) => {
      const paint = paintFor(io, io.stdout);
      const explain: DescribeDecision = async (routed, compiled) => {
        const { decision } = routed;
        return explainDecision({ decision, compiled, nearest: await findNearestRule(routed, compiled) }, paint);
      };
      finish(await decideRequests(words, options, explain, io));
    });
}
