import { randomUUID } from 'node:crypto';
import { chooseGeneration } from '../decide/choose-generation.js';
import { decide } from '../decide/decide.js';
import type { RoutedDecision } from '../decide/decision.js';
import { messageOf } from '../diagnostics/message-of.js';
import { RouterError, type RouterErrorCode } from '../errors.js';
import { parseRequest } from '../request/parse-request.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { type ExitCode, exitCode } from './exit-code.js';
import { type CliIo, writeLine } from './io.js';
import { loadCompiled } from './load-compiled.js';
import { mapInOrder } from './map-in-order.js';
import { paintFor } from './paint.js';
import { parseJson } from './parse-json.js';
import { type InputLine, readLines } from './read-lines.js';
import {
  bodyFromFile,
  hasRequest,
  policyNameOf,
  type RawRequest,
  type RequestFlags,
  requestFromFlags,
} from './request-flags.js';
import { selectPolicy } from './select-policy.js';
import { UsageError } from './usage-error.js';

export interface DecideOptions extends RequestFlags {
  readonly policy: string;
  readonly json?: true;
}

/** Draws a decision for people. */
export type DescribeDecision = (routed: RoutedDecision, compiled: CompiledPolicy) => string | Promise<string>;

/** Lines of input that are decided at once. */
const concurrency = 32;

/** Decides the request that the flags describe, or every line of standard input, and writes the decisions. */
export async function decideRequests(
  words: readonly string[],
  options: DecideOptions,
  describe: DescribeDecision,
  io: CliIo,
): Promise<ExitCode> {
  const single = hasRequest(options, words);
  if (!single && io.stdin.isTTY) {
    throw new UsageError('give a request: a prompt, --task, --file, …, or lines of JSON on standard input');
  }
  const policies = await loadCompiled(options.policy, io);
  if (policies === undefined) return exitCode.unable;
  const draw = async ({ routed, compiled }: Decided): Promise<string> =>
    options.json === true ? JSON.stringify(routed.decision) : describe(routed, compiled);
  if (!single) return decideLines(policies, options, draw, io);
  const body = await bodyFromFile(options, io);
  const compiled = selectPolicy(policies, policyNameOf(body, options));
  const request = requestFromFlags(body, options, words, compiled.policy);
  await writeLine(io.stdout, await draw(await decideOne([compiled], request, undefined)));
  return exitCode.good;
}

interface Decided {
  readonly routed: RoutedDecision;
  readonly compiled: CompiledPolicy;
}

async function decideOne(
  policies: readonly CompiledPolicy[],
  raw: unknown,
  name: string | undefined,
): Promise<Decided> {
  const request = parseRequest(raw);
  const { compiled, rollout } = chooseGeneration(selectPolicy(policies, request.policy ?? name), request);
  const routed = await decide(compiled, request, { id: randomUUID(), now: Date.now(), rollout });
  return { routed, compiled };
}

/** A bad line gives an error in its place, and the others are decided all the same. */
async function decideLines(
  policies: readonly CompiledPolicy[],
  { name, json }: DecideOptions,
  draw: (decided: Decided) => Promise<string>,
  io: CliIo,
): Promise<ExitCode> {
  let lines = 0;
  let bad = 0;
  const work = async (line: InputLine): Promise<Decided | LineError> => {
    try {
      return await decideOne(policies, parseLine(line), name);
    } catch (error) {
      return lineError(error, line);
    }
  };
  for await (const result of mapInOrder(readLines(io.stdin), concurrency, work)) {
    if (io.stdout.closed) break;
    lines += 1;
    if ('routed' in result) {
      await io.stdout.write(`${await draw(result)}${json === true ? '\n' : '\n\n'}`);
    } else {
      bad += 1;
      await writeError(result, json === true, io);
    }
  }
  if (lines === 0) throw new UsageError('standard input held no request; give one, or a prompt as an argument');
  return bad === 0 ? exitCode.good : exitCode.failed;
}

interface LineError {
  readonly error: { readonly code: RouterErrorCode | 'INTERNAL'; readonly message: string; readonly line: number };
}

function parseLine({ text }: InputLine): RawRequest {
  const parsed = text === undefined ? { problem: 'is not UTF-8 text' } : parseJson(text);
  if ('problem' in parsed) throw new RouterError('REQUEST_INVALID', `the line ${parsed.problem}`);
  return parsed.value as RawRequest;
}

function lineError(error: unknown, { number: line }: InputLine): LineError {
  const code = RouterError.isInstance(error) ? error.code : 'INTERNAL';
  return { error: { code, message: messageOf(error), line } };
}

async function writeError({ error }: LineError, json: boolean, io: CliIo): Promise<void> {
  if (json) return writeLine(io.stdout, JSON.stringify({ error }));
  await writeLine(io.stderr, `${paintFor(io, io.stderr).red('error:')} line ${error.line}: ${error.message}`);
}
