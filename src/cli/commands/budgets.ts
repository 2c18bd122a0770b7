import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { messageOf } from '../../diagnostics/message-of.js';
import { RouterError } from '../../errors.js';
import type { Policy } from '../../policy/policy.js';
import { createRedisStore, type RedisStore } from '../../store/redis-store.js';
import { type BudgetUse, budgetUses } from '../budgets/budget-use.js';
import { describeBudgets } from '../budgets/describe-budgets.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { loadCompiled } from '../load-compiled.js';
import { paintFor } from '../paint.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';

interface StoreFlags {
  readonly redis?: string;
  readonly prefix: string;
  readonly policy: string;
}

interface ListFlags extends StoreFlags {
  readonly budget?: string;
  readonly key?: string;
  readonly past?: true;
  readonly json?: true;
}

interface ResetFlags extends StoreFlags {
  readonly key?: string;
  readonly allKeys?: true;
}

const help = `
Budgets are kept where the routers keep them: on Redis or Valkey, where several processes share them. What a router keeps
in its own memory is seen by nobody else.

Examples:
  $ policy budgets --redis redis://localhost:6379
  $ REDIS_URL=redis://localhost:6379 policy budgets --budget team-day --key search --json
  $ policy budgets reset team-day --key search --redis redis://localhost:6379

Exit codes: 0 done; 1 there was nothing to reset; 2 it could not run.`;

export function addBudgets(program: Command, { io, finish }: CommandContext): void {
  const budgets = withStore(program.command('budgets'))
    .description('how much of each budget is used, by key and stretch of time')
    .option('--budget <name>', 'only this budget')
    .option('--key <key>', 'only this key; (none) is what requests without one count under')
    .option('--past', 'stretches of time that are over, too, as far as the store still has them')
    .option('--json', 'write each as a line of JSON')
    .addHelpText('after', help)
    .action(async (flags: ListFlags) => finish(await withBudgets(flags, io, (kept) => list(kept, flags, io))));
  withStore(budgets.command('reset'))
    .description('forget what is spent of a budget in the present stretch of time; what is reserved stays so')
    .argument('<budget>', 'name of the budget')
    .option('--key <key>', 'of this key')
    .option('--all-keys', 'of every key')
    .action(async (name: string, _: unknown, command: Command) => {
      // The command above takes the same options, and would keep them to itself.
      const flags = command.optsWithGlobals<ResetFlags>();
      finish(await withBudgets(flags, io, (kept) => reset(kept, name, flags, io)));
    });
}

function withStore(command: Command): Command {
  return command
    .option('--redis <url>', 'the server; default: the environment variable REDIS_URL')
    .option('--prefix <text>', 'what the keys of the store begin with', prefix, 'signalbox')
    .option('--policy <path>', 'policy file or folder that has the limits', 'policies');
}

function prefix(text: string): string {
  if (text === '' || /[{}]/.test(text)) throw new InvalidArgumentError('it is a text without braces.');
  return text;
}

interface Kept {
  readonly store: RedisStore;
  readonly policies: readonly Policy[];
  readonly uses: readonly BudgetUse[];
}

async function withBudgets(flags: StoreFlags, io: CliIo, use: (kept: Kept) => Promise<ExitCode>): Promise<ExitCode> {
  const url = flags.redis ?? io.env.REDIS_URL;
  if (url === undefined || url === '') {
    throw new UsageError('where are the budgets kept? give --redis redis://HOST:PORT, or set REDIS_URL');
  }
  const policies = existsSync(resolve(io.cwd, flags.policy)) ? await loadCompiled(flags.policy, io) : [];
  if (policies === undefined) return exitCode.unable;
  const store = await open(url, flags.prefix);
  try {
    const accounts = await answerOf(store, url);
    const declared = policies.map(({ policy }) => policy);
    return await use({ store, policies: declared, uses: budgetUses(accounts, declared, Date.now()) });
  } finally {
    await store.close();
  }
}

async function open(url: string, prefix: string): Promise<RedisStore> {
  try {
    return await createRedisStore({ url, prefix });
  } catch (error) {
    if (RouterError.isInstance(error)) throw new UsageError(error.message);
    throw new UsageError(`${whereOf(url)} is no address of a server: it begins with redis:// or rediss://`);
  }
}

async function answerOf(store: RedisStore, url: string) {
  try {
    return await store.budgets.list();
  } catch (error) {
    throw new UsageError(`no answer from ${whereOf(url)}: ${messageOf(error)}`);
  }
}

/** Without what it takes to log in. */
function whereOf(url: string): string {
  return url.replace(/^([^:]*:\/\/)[^@/]*@/, '$1');
}

async function list({ policies, uses }: Kept, { budget, key, past, json }: ListFlags, io: CliIo): Promise<ExitCode> {
  if (budget !== undefined) checkName(budget, policies, uses);
  const shown = uses.filter(
    (use) =>
      (budget === undefined || use.budget === budget) &&
      (key === undefined || use.key === key) &&
      (past === true || use.current),
  );
  if (json === true) {
    for (const { account: _, ...use } of shown) await writeLine(io.stdout, JSON.stringify(use));
  } else if (shown.length > 0) await writeLine(io.stdout, describeBudgets(shown, paintFor(io, io.stdout)));
  if (shown.length === 0) await writeLine(io.stderr, 'nothing is spent or reserved');
  return exitCode.good;
}

async function reset(
  { store, policies, uses }: Kept,
  budget: string,
  { key, allKeys }: ResetFlags,
  io: CliIo,
): Promise<ExitCode> {
  checkName(budget, policies, uses);
  const current = uses.filter((use) => use.budget === budget && use.current);
  const hasKeys = current.some((use) => use.key !== '');
  if (key !== undefined && allKeys === true) throw new UsageError('--key and --all-keys exclude each other');
  if (hasKeys && key === undefined && allKeys !== true) {
    throw new UsageError(`${budget} is kept by key: say which by --key KEY, or reset them all by --all-keys`);
  }
  const meant = current.filter((use) => key === undefined || use.key === key);
  for (const { account } of meant) await store.budgets.reset(account);
  if (meant.length === 0) {
    await writeLine(io.stderr, `nothing is spent of ${budget}${key === undefined ? '' : ` for key ${key}`}`);
    return exitCode.failed;
  }
  const keys = new Set(meant.map((use) => use.key)).size;
  const of = hasKeys ? ` for ${keys === 1 ? `key ${meant[0]?.key}` : `${keys} keys`}` : '';
  await writeLine(io.stderr, `forgot what was spent of ${budget}${of}`);
  return exitCode.good;
}

function checkName(name: string, policies: readonly Policy[], uses: readonly BudgetUse[]): void {
  const names = [
    ...new Set([...policies.flatMap(({ budgets }) => [...budgets.keys()]), ...uses.map((use) => use.budget)]),
  ];
  if (names.includes(name)) return;
  const hint = didYouMean(name, names);
  const known = names.length === 0 ? 'no policy here has budgets' : `there is ${names.join(', ')}`;
  throw new UsageError(
    `there is no budget "${name}"${hint === undefined ? '' : `; did you mean "${hint}"?`} (${known})`,
  );
}
