import type { Command } from 'commander';
import type { CommandContext } from './command-context.js';

export function addDemo(program: Command, { io, finish }: CommandContext): void {
  program
    .command('demo')
    .description('see everything at work in a few seconds: no key, no network')
    .addHelpText('after', '\nThe shipped policies route real-looking requests to a simulated provider on this machine.')
    .action(async () => {
      const { runDemo } = await import('../demo/run-demo.js');
      finish(await runDemo(io));
    });
}
