import { Command, CommanderError } from 'commander';
import { RouterError } from '../errors.js';
import { addBuckets } from './commands/buckets.js';
import { addBudgets } from './commands/budgets.js';
import type { CommandContext } from './commands/command-context.js';
import { addDecide } from './commands/decide.js';
import { addDemo } from './commands/demo.js';
import { addDocs } from './commands/docs.js';
import { addEval } from './commands/eval.js';
import { addExperiment } from './commands/experiment.js';
import { addExplain } from './commands/explain.js';
import { addFmt } from './commands/fmt.js';
import { addInit } from './commands/init.js';
import { addModels } from './commands/models.js';
import { addReport } from './commands/report.js';
import { addRun } from './commands/run.js';
import { addSchema } from './commands/schema.js';
import { addShadow } from './commands/shadow.js';
import { addTest } from './commands/test.js';
import { addValidate } from './commands/validate.js';
import { type ExitCode, exitCode } from './exit-code.js';
import { type CliIo, writeLine } from './io.js';
import { packageVersion } from './package-version.js';
import { paintFor, usesColor } from './paint.js';
import { UsageError } from './usage-error.js';

const commands = [
  addInit,
  addValidate,
  addTest,
  addDecide,
  addExplain,
  addBuckets,
  addRun,
  addBudgets,
  addSchema,
  addFmt,
  addDocs,
  addEval,
  addModels,
  addReport,
  addExperiment,
  addShadow,
  addDemo,
];

/** The command as a function of its arguments (without node and the script) and the world. Never rejects. */
export async function run(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  let code: ExitCode = exitCode.good;
  const program = createProgram({
    io,
    finish: (finished) => {
      code = finished;
    },
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return explainFailure(error, io);
  }
}

function createProgram(context: CommandContext): Command {
  const { io } = context;
  const program = new Command('policy')
    .description('Route LLM requests by policies: check, try, test and run them.')
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHasColors: () => usesColor(io, io.stdout),
      getErrHasColors: () => usesColor(io, io.stderr),
      getOutHelpWidth: () => helpWidth,
      getErrHelpWidth: () => helpWidth,
    })
    .addHelpText('after', examples);
  for (const add of commands) add(program, context);
  return program;
}

const helpWidth = 100;

const examples = `
Examples:
  $ policy demo                                   see everything at work, without a key
  $ policy init support                           a policy to start from, with its fixtures
  $ policy validate                               check every policy in the folder policies
  $ policy explain --task summarize "Sum this up" why this model?
  $ policy test                                   run the fixtures beside the policies
  $ policy decide --json < requests.jsonl         decide many requests`;

async function explainFailure(error: unknown, io: CliIo): Promise<ExitCode> {
  // Commander has printed its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.good : exitCode.unable;
  const paint = paintFor(io, io.stderr);
  const message =
    error instanceof UsageError
      ? error.message
      : RouterError.isInstance(error)
        ? `${error.code}: ${error.message}`
        : `unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  await writeLine(io.stderr, `${paint.red('error:')} ${message}`);
  return exitCode.unable;
}
