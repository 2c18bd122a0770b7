import { resolve } from 'node:path';
import { messageOf } from '../diagnostics/message-of.js';
import { checksOf } from '../execute/missing-checks.js';
import { routingOf } from '../execute/routing-of.js';
import type { ChatBody } from '../request/routing-request.js';
import { createRouter } from '../router.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { describeRun } from './describe-run.js';
import { type ExitCode, exitCode } from './exit-code.js';
import { type CliIo, writeLine } from './io.js';
import { loadCompiled } from './load-compiled.js';
import { paintFor } from './paint.js';
import { readText } from './read-lines.js';
import { bodyFromFile, hasPrompt, policyNameOf, type RequestFlags, requestFromFlags } from './request-flags.js';
import { selectPolicy } from './select-policy.js';
import { UsageError } from './usage-error.js';
import { writeAnswer } from './write-answer.js';

export interface RunOptions extends RequestFlags {
  readonly policy: string;
}

/** Sends the request that the flags describe, or a prompt from standard input, and streams its answer. */
export async function runRequest(words: readonly string[], flags: RunOptions, io: CliIo): Promise<ExitCode> {
  const policies = await loadCompiled(flags.policy, io);
  if (policies === undefined) return exitCode.unable;
  const file = await bodyFromFile(flags, io);
  const compiled = selectPolicy(policies, policyNameOf(file, flags));
  const prompt = hasPrompt(flags, words) ? undefined : await promptFromStdin(io);
  const asked = prompt === undefined ? flags : { ...flags, prompt };
  const { attributes, facts, ...body } = requestFromFlags(file, asked, words, compiled.policy);
  if (Object.keys(facts as object).length > 0) {
    throw new UsageError('run sends a real request, so facts cannot be given: use explain, or --attribute');
  }
  return send({ ...body, stream: true }, attributes as Readonly<Record<string, unknown>>, compiled, io);
}

async function send(
  body: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, unknown>>,
  { policy }: CompiledPolicy,
  io: CliIo,
): Promise<ExitCode> {
  const paint = paintFor(io, io.stderr);
  // Only this policy: the endpoints of others need not be configured. No service is there, so custom facts are unknown.
  const custom = [...policy.facts.values()].filter(({ declaration }) => declaration.from === 'custom');
  const facts = Object.fromEntries(custom.map(({ name }) => [name, () => undefined]));
  // A streamed answer is never checked.
  const checks = Object.fromEntries([...checksOf(policy).keys()].map((name) => [name, () => true]));
  const router = await createRouter({
    policy: resolve(io.cwd, policy.place.file),
    env: io.env,
    facts,
    checks,
    tokenCounts: 'exact',
  });
  try {
    const stream = await router.chat.completions.create(body as unknown as ChatBody & { stream: true }, { attributes });
    await writeAnswer(stream, io);
    await writeLine(io.stderr, describeRun(await stream.routing, paint));
    return exitCode.good;
  } catch (error) {
    const routing = routingOf(error);
    if (routing === undefined) throw error;
    await writeLine(io.stderr, `${paint.red('error:')} ${messageOf(error)}`);
    await writeLine(io.stderr, describeRun(routing, paint));
    return exitCode.failed;
  } finally {
    await router.close();
  }
}

async function promptFromStdin(io: CliIo): Promise<string> {
  const text = io.stdin.isTTY ? '' : await readText(io.stdin);
  if (text === undefined) throw new UsageError('standard input is not UTF-8 text');
  if (text.trim() !== '') return text;
  throw new UsageError('give a prompt: as an argument, by --prompt, in --file, or on standard input');
}
