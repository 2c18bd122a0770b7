import { failureClasses } from '../../execute/failure-class.js';
import { longestDurationMs, parseDuration } from '../../policy/duration.js';
import { finishReasons, type StepMapping } from './script-step.js';

/** Something wrong with one key of a step; with the whole step when there is no key. */
export interface StepProblem {
  readonly key: string | undefined;
  readonly problem: string;
  readonly help: string;
}

export const stepNames: readonly string[] = [
  'ok',
  'reset',
  'empty',
  'garbage',
  ...failureClasses.filter((name) => name !== 'cancelled'),
];

/** Keys that say what happens; a step has at most one of them. */
const actKeys = ['fail', 'status', 'answer', 'cut_after', 'reset_after', 'error_after', 'stall_after'] as const;

/** Names of steps that are not an HTTP error. */
const bodiless: ReadonlySet<unknown> = new Set(['reset', 'network', 'timeout', 'truncated', 'empty', 'garbage']);

const chunkCount = integer(0, 1_000_000, 'It is a number of content chunks, 0 or more.');
const duration: Check = {
  holds: (value) => typeof value === 'string' && (parseDuration(value) ?? Infinity) <= longestDurationMs,
  help: 'It is a duration of at most 24 days, such as 500ms or 2s.',
};
const text: Check = { holds: (value) => typeof value === 'string', help: 'It is a text: put it in quotes.' };

/** Every key of a step, what its value must be, and the keys one of which it needs beside it. */
const checks: Readonly<Record<keyof StepMapping, Check>> = {
  fail: {
    holds: (value) => value !== 'ok' && stepNames.includes(value as string),
    help: `It is one of ${stepNames.slice(1).join(', ')}.`,
  },
  status: integer(400, 599, 'It is an HTTP status from 400 to 599.'),
  answer: text,
  cut_after: chunkCount,
  reset_after: chunkCount,
  error_after: chunkCount,
  stall_after: chunkCount,
  delay: duration,
  chunk_delay: duration,
  retry_after: {
    holds: (value) => typeof value === 'number' && value >= 0 && value <= 86_400,
    help: 'It is a number of seconds from 0 to 86400.',
    beside: ['fail', 'status'],
  },
  message: { ...text, beside: ['fail', 'status', 'error_after'] },
  finish_reason: {
    holds: (value) => (finishReasons as readonly unknown[]).includes(value),
    help: `It is one of ${finishReasons.join(', ')}.`,
  },
  times: integer(1, 1_000_000, 'It is a whole number from 1 to 1000000.'),
};

export const stepKeys: readonly string[] = Object.keys(checks);

interface Check {
  readonly holds: (value: unknown) => boolean;
  readonly help: string;
  readonly beside?: readonly (keyof StepMapping)[];
}

/** What is wrong with a step that is a mapping. */
export function stepProblems(step: Readonly<Record<string, unknown>>): readonly StepProblem[] {
  const keys = Object.keys(step);
  if (keys.length === 0)
    return [{ key: undefined, problem: 'A step cannot be empty.', help: 'Write ok for an answer.' }];
  const values = keys.flatMap((key) => problemOfKey(step, key));
  const [first, second] = actKeys.filter((key) => key in step);
  const conflict =
    second === undefined
      ? []
      : [{ key: second, problem: `${first} and ${second} exclude each other.`, help: 'Make two steps of them.' }];
  return [...values, ...conflict];
}

function problemOfKey(step: Readonly<Record<string, unknown>>, key: string): readonly StepProblem[] {
  const check = Object.hasOwn(checks, key) ? checks[key as keyof StepMapping] : undefined;
  if (!check) return [{ key, problem: `A step has no key ${JSON.stringify(key)}.`, help: '' }];
  if (!check.holds(step[key])) {
    return [{ key, problem: `${key} cannot be ${JSON.stringify(step[key])}.`, help: check.help }];
  }
  if (check.beside && !check.beside.some((partner) => partner in step)) {
    return [{ key, problem: `${key} means nothing here.`, help: `It needs ${check.beside.join(' or ')} beside it.` }];
  }
  if (check.beside && bodiless.has(step.fail)) {
    return [{ key, problem: `${key} means nothing here.`, help: `${step.fail} has no error body to put it in.` }];
  }
  if (key === 'finish_reason' && actKeys.some((act) => act !== 'answer' && act in step)) {
    return [{ key, problem: `${key} means nothing here.`, help: 'Only an answer has one.' }];
  }
  return [];
}

function integer(least: number, most: number, help: string): Check {
  return { holds: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most, help };
}
