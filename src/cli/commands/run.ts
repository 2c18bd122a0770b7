import type { Command } from 'commander';
import { addRequestFlags } from '../request-flags.js';
import type { RunOptions } from '../run-request.js';
import type { CommandContext } from './command-context.js';

const examples = `
Examples:
  $ OPENROUTER_API_KEY=… policy run --name orchestration "What is the capital of France?"
  $ policy run --name orchestration --task summarize < notes.txt
  $ policy run --file request.json > answer.txt

The answer goes to standard output; why this model, tokens, cost and attempts go to standard error.`;

export function addRun(program: Command, { io, finish }: CommandContext): void {
  addRequestFlags(program.command('run'))
    .description('route one request for real, and stream its answer')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .addHelpText('after', examples)
    .action(async (words: readonly string[], options: RunOptions) => {
      // The router and the OpenAI SDK take time to load, which the other commands do without.
      const { runRequest } = await import('../run-request.js');
      finish(await runRequest(words, options, io));
    });
}
