import { type Command, InvalidArgumentError } from 'commander';
import { isFields } from '../fields.js';
import type { Policy } from '../policy/policy.js';
import { type Assignment, parseAssignment, readFlagValue } from './flag-value.js';
import type { CliIo } from './io.js';
import { parseJson } from './parse-json.js';
import { readTextFile } from './read-text-file.js';
import { type AttributeTree, setAttribute } from './set-attribute.js';
import { UsageError } from './usage-error.js';

/** One request by flags, as commander hands them over. */
export interface RequestFlags {
  readonly prompt?: string;
  readonly system?: string;
  readonly task?: string;
  readonly attribute: readonly Assignment[];
  readonly fact: readonly Assignment[];
  readonly model?: string;
  readonly maxTokens?: number;
  readonly file?: string;
  /** Name of the policy. */
  readonly name?: string;
}

/** A request as a line of JSON would hold it: a body, and attributes, facts and policy beside it. */
export type RawRequest = { readonly [key: string]: unknown };

export function addRequestFlags(command: Command): Command {
  return command
    .argument('[prompt...]', 'the user message')
    .option('--prompt <text>', 'the user message', once)
    .option('--system <text>', 'a system message before it', once)
    .option('--task <name>', 'short for --attribute task=<name>', once)
    .option('--attribute <path=value>', 'what the caller tells about the request; repeatable', collect, [])
    .option('--fact <name=value>', 'a fact given instead of computed; repeatable', collect, [])
    .option('--model <name>', 'the model the caller asks for, or a tier or slot to pin', once)
    .option('--max-tokens <count>', "the caller's own limit", positiveInteger)
    .option('--file <path>', 'a JSON file with a chat-completions body; flags are added to it', once)
    .option('--name <policy>', 'the policy that decides, where the folder has several', once);
}

/** Whether the flags describe a request; if not, requests come from standard input. */
export function hasRequest(flags: RequestFlags, words: readonly string[]): boolean {
  const { attribute, fact, ...single } = flags;
  const given = [single.prompt, single.system, single.task, single.model, single.maxTokens, single.file];
  return words.length > 0 || attribute.length > 0 || fact.length > 0 || given.some((flag) => flag !== undefined);
}

/** Whether the flags hold what the model is asked. */
export function hasPrompt(flags: RequestFlags, words: readonly string[]): boolean {
  return words.length > 0 || flags.prompt !== undefined || flags.file !== undefined;
}

/** The body of `--file`, to which the flags are added; empty without one. */
export async function bodyFromFile({ file }: RequestFlags, io: CliIo): Promise<RawRequest> {
  if (file === undefined) return {};
  const parsed = parseJson(await readTextFile(file, io, `--file ${file}`));
  if ('problem' in parsed) throw new UsageError(`--file ${file} ${parsed.problem}`);
  if (isFields(parsed.value)) return parsed.value;
  throw new UsageError(`--file ${file}: a JSON object was expected, a chat-completions body`);
}

/** The request that a body and the flags describe; values of flags are read as the policy's facts want them. */
export function requestFromFlags(
  body: RawRequest,
  flags: RequestFlags,
  words: readonly string[],
  policy: Policy,
): RawRequest {
  refuseContradictions(flags, words);
  const { policy: _chosen, ...fields } = body;
  const attributes = structuredClone(objectOf(body, 'attributes')) as AttributeTree;
  if (flags.task !== undefined) setAttribute(attributes, 'task', flags.task);
  for (const { name, text } of flags.attribute) setAttribute(attributes, name, attributeValue(policy, name, text));
  const given = flags.fact.map(({ name, text }) => [name, readFlagValue(text, policy.facts.get(name)?.domain)]);
  return {
    ...fields,
    messages: messagesOf(flags, words, body),
    ...(flags.model !== undefined && { model: flags.model }),
    ...(flags.maxTokens !== undefined && { max_tokens: flags.maxTokens }),
    attributes,
    facts: { ...objectOf(body, 'facts'), ...Object.fromEntries(given) },
  };
}

/** Of two flags that say one thing, one would be lost. */
function refuseContradictions({ prompt, task, attribute, fact }: RequestFlags, words: readonly string[]): void {
  if (prompt !== undefined && words.length > 0) {
    throw new UsageError(`give the prompt once: --prompt, or the words ${JSON.stringify(words.join(' '))}`);
  }
  const attributes = [...(task === undefined ? [] : ['task']), ...attribute.map(({ name }) => name)];
  const repeated = attributes.find((path, index) =>
    attributes.some((other, at) => at !== index && (other === path || other.startsWith(`${path}.`))),
  );
  if (repeated !== undefined) {
    throw new UsageError(`the attribute ${repeated} is given twice: keep one of the flags (--task is attribute task)`);
  }
  const given = fact.map(({ name }) => name);
  const twice = given.find((name, index) => given.indexOf(name) < index);
  if (twice !== undefined) throw new UsageError(`the fact ${twice} is given twice: keep one of the flags`);
}

/** The policy to decide by: `--name`, else the one that the body names. */
export function policyNameOf(body: RawRequest, { name }: RequestFlags): string | undefined {
  return name ?? (typeof body.policy === 'string' ? body.policy : undefined);
}

function messagesOf(flags: RequestFlags, words: readonly string[], body: RawRequest): unknown {
  const prompt = flags.prompt ?? (words.length > 0 ? words.join(' ') : undefined);
  const stated = body.messages;
  if (flags.system === undefined && prompt === undefined && stated !== undefined) return stated;
  return [
    ...(flags.system === undefined ? [] : [{ role: 'system', content: flags.system }]),
    ...(Array.isArray(stated) ? stated : []),
    ...(prompt === undefined && stated !== undefined ? [] : [{ role: 'user', content: prompt ?? '' }]),
  ];
}

/** An attribute has the type of the fact that reads it. */
function attributeValue(policy: Policy, path: string, text: string): unknown {
  for (const { declaration, domain } of policy.facts.values()) {
    if (declaration.from === 'attribute' && declaration.path === path) return readFlagValue(text, domain);
    if (declaration.from === 'bucket' && declaration.key === path) return text;
  }
  return readFlagValue(text, undefined);
}

function objectOf(body: RawRequest, field: string): RawRequest {
  const value = body[field] ?? {};
  if (isFields(value)) return value;
  throw new UsageError(`--file: ${field} must be an object`);
}

function collect(text: string, before: readonly Assignment[]): readonly Assignment[] {
  const assignment = parseAssignment(text);
  if (assignment === undefined) throw new InvalidArgumentError('Write name=value.');
  return [...before, assignment];
}

/** Commander would keep the last one only. */
function once(text: string, before: string | undefined): string {
  if (before !== undefined) throw new InvalidArgumentError('It was given before.');
  return text;
}

function positiveInteger(text: string, before?: number): number {
  if (before !== undefined) throw new InvalidArgumentError('It was given before.');
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('A whole number of at least 1 is needed.');
  return value;
}
