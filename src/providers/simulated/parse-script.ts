import { failureClasses } from '../../execute/failure-class.js';
import {
  type Act,
  type Break,
  type FailureName,
  type FinishReason,
  finishReasons,
  type Step,
  type StepMapping,
} from './script-step.js';

/** What is wrong with a script, and where: a JSON pointer into the value that was parsed. */
export interface ScriptProblem {
  readonly pointer: string;
  /** One sentence that quotes the value. */
  readonly message: string;
  /** What to write instead. */
  readonly help: string;
}

export interface ParsedScript {
  /** Complete only when there are no problems. */
  readonly steps: readonly Step[];
  readonly problems: readonly ScriptProblem[];
}

const maxTimes = 1_000_000;
const maxDelayMs = 86_400_000;
const failureNames = failureClasses.filter((name): name is FailureName => name !== 'cancelled');
const stepNames: readonly string[] = ['ok', 'reset', 'empty', 'garbage', ...failureNames];
const actKeys = ['fail', 'status', 'answer', 'cut_after', 'reset_after', 'error_after', 'stall_after'] as const;
const otherKeys = ['delay', 'chunk_delay', 'retry_after', 'message', 'finish_reason', 'times'] as const;
const keys: readonly string[] = [...actKeys, ...otherKeys];

/** Keys that only mean something beside certain others. */
const companions: readonly (readonly [keyof StepMapping, readonly (keyof StepMapping)[]])[] = [
  ['retry_after', ['fail', 'status']],
  ['message', ['fail', 'status', 'error_after']],
];

/** Checks a script as a person wrote it; all problems at once, none of them thrown. */
export function parseScript(value: unknown): ParsedScript {
  if (!Array.isArray(value)) {
    return {
      steps: [],
      problems: [
        { pointer: '', message: `A script must be a list, not ${quote(value)}.`, help: 'Write [overloaded, ok].' },
      ],
    };
  }
  const problems: ScriptProblem[] = [];
  const steps = value.flatMap((step, index) => {
    const found = parseStep(step, `/${index}`);
    if ('act' in found) return [found];
    problems.push(...found.problems);
    return [];
  });
  return { steps, problems };
}

function parseStep(value: unknown, pointer: string): Step | { readonly problems: readonly ScriptProblem[] } {
  if (typeof value === 'string') {
    const problem = problemOfName(value, pointer);
    return problem ? { problems: [problem] } : stepOf(value === 'ok' ? {} : { fail: value as never });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const help = `Write one of ${stepNames.join(', ')}, or a mapping such as { status: 503, retry_after: 2 }.`;
    return { problems: [{ pointer, message: `A step cannot be ${quote(value)}.`, help }] };
  }
  const problems = problemsOfMapping(value as Record<string, unknown>, pointer);
  return problems.length > 0 ? { problems } : stepOf(value as StepMapping);
}

function problemsOfMapping(step: Record<string, unknown>, pointer: string): ScriptProblem[] {
  const problems: ScriptProblem[] = [];
  const say = (key: string, message: string, help: string): void => {
    problems.push({ pointer: key === '' ? pointer : `${pointer}/${escapePointer(key)}`, message, help });
  };
  if (Object.keys(step).length === 0) say('', 'A step cannot be an empty mapping.', 'Write ok for a plain answer.');
  for (const [key, value] of Object.entries(step)) {
    if (!keys.includes(key)) {
      say(key, `A step has no key ${quote(key)}.`, `The keys are ${keys.join(', ')}.`);
    } else {
      const problem = problemOfValue(key as keyof StepMapping, value);
      if (problem) say(key, ...problem);
    }
  }
  const acts = actKeys.filter((key) => key in step);
  if (acts.length > 1) {
    say(acts[1] ?? '', `${acts.join(' and ')} exclude each other.`, 'One step does one thing: write two steps.');
  }
  for (const [key, partners] of companions) {
    if (key in step && !partners.some((partner) => partner in step)) {
      say(key, `${key} means nothing here.`, `It needs ${partners.join(' or ')} beside it.`);
    }
  }
  if ('finish_reason' in step && acts.length > 0 && !('answer' in step)) {
    say(
      'finish_reason',
      'finish_reason means nothing here.',
      'It stands beside answer, or without any of fail, status, …',
    );
  }
  return problems;
}

function problemOfValue(key: keyof StepMapping, value: unknown): [message: string, help: string] | undefined {
  const wrong = (help: string): [string, string] => [`${key} cannot be ${quote(value)}.`, help];
  switch (key) {
    case 'fail':
      return typeof value === 'string' && value !== 'ok' && stepNames.includes(value)
        ? undefined
        : wrong(`It is one of ${stepNames.slice(1).join(', ')}.`);
    case 'status':
      return isInteger(value, 400, 599) ? undefined : wrong('It is an HTTP status from 400 to 599.');
    case 'cut_after':
    case 'reset_after':
    case 'error_after':
    case 'stall_after':
      return isInteger(value, 0, maxTimes) ? undefined : wrong('It is a number of content chunks, 0 or more.');
    case 'delay':
    case 'chunk_delay':
      return durationMs(value) === undefined
        ? wrong('It is a duration of at most a day, such as 500ms or 2s.')
        : undefined;
    case 'retry_after':
      return typeof value === 'number' && value >= 0 && value <= 86_400
        ? undefined
        : wrong('It is a number of seconds from 0 to 86400.');
    case 'times':
      return isInteger(value, 1, maxTimes) ? undefined : wrong('It is a whole number from 1 to 1000000.');
    case 'finish_reason':
      return finishReasons.includes(value as FinishReason)
        ? undefined
        : wrong(`It is one of ${finishReasons.join(', ')}.`);
    case 'answer':
    case 'message':
      return typeof value === 'string' ? undefined : wrong('It is a text; put it in quotes.');
  }
  return key satisfies never;
}

function problemOfName(name: string, pointer: string): ScriptProblem | undefined {
  if (stepNames.includes(name)) return undefined;
  return { pointer, message: `There is no step named ${quote(name)}.`, help: `The names are ${stepNames.join(', ')}.` };
}

function stepOf(step: StepMapping): Step {
  const chunkDelayMs = durationMs(step.chunk_delay);
  return {
    act: actOf(step),
    delayMs: durationMs(step.delay) ?? 0,
    ...(chunkDelayMs === undefined ? {} : { chunkDelayMs }),
    times: step.times ?? 1,
  };
}

function actOf(step: StepMapping): Act {
  const details = {
    ...(step.retry_after === undefined ? {} : { retryAfter: step.retry_after }),
    ...(step.message === undefined ? {} : { message: step.message }),
  };
  if (step.status !== undefined) return { kind: 'status', status: step.status, ...details };
  for (const [how, after] of breaksOf(step)) {
    if (after !== undefined) return { kind: 'broken', how, after, ...details };
  }
  switch (step.fail) {
    case undefined:
      return {
        kind: 'answer',
        ...(step.answer === undefined ? {} : { text: step.answer }),
        ...(step.finish_reason === undefined ? {} : { finishReason: step.finish_reason }),
      };
    case 'empty':
    case 'garbage':
    case 'reset':
      return { kind: step.fail };
    case 'network':
      return { kind: 'reset' };
    case 'timeout':
      return { kind: 'silence' };
    case 'truncated':
      return { kind: 'broken', how: 'cut', after: 0 };
    default:
      return { kind: 'failure', name: step.fail, ...details };
  }
}

function breaksOf(step: StepMapping): readonly (readonly [Break, number | undefined])[] {
  return [
    ['cut', step.cut_after],
    ['reset', step.reset_after],
    ['error', step.error_after],
    ['stall', step.stall_after],
  ];
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function durationMs(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)$/.exec(value) : null;
  if (!match) return undefined;
  const milliseconds = Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  return milliseconds <= maxDelayMs ? milliseconds : undefined;
}

function isInteger(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
