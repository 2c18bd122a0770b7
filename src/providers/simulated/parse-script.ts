import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { parseDuration } from '../../policy/duration.js';
import { stepKeys, stepNames, stepProblems } from './check-step.js';
import type { Act, Break, Step, StepMapping, StepName } from './script-step.js';

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

/** Checks a script as a person wrote it: all problems at once, none of them thrown. */
export function parseScript(value: unknown): ParsedScript {
  if (!Array.isArray(value)) {
    const problem = {
      pointer: '',
      message: `A script is a list of steps, not ${quote(value)}.`,
      help: 'Write [overloaded, ok].',
    };
    return { steps: [], problems: [problem] };
  }
  const problems = value.flatMap((step, index) => problemsOf(step, `/${index}`));
  return { steps: problems.length > 0 ? [] : value.map(stepOf), problems };
}

function problemsOf(value: unknown, pointer: string): readonly ScriptProblem[] {
  if (typeof value === 'string') {
    if (stepNames.includes(value)) return [];
    return [{ pointer, message: `There is no step named ${quote(value)}.`, help: suggest(value, stepNames) }];
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const help = `Write one of ${stepNames.join(', ')}, or a mapping such as { status: 503, retry_after: 2 }.`;
    return [{ pointer, message: `A step cannot be ${quote(value)}.`, help }];
  }
  return stepProblems(value as Readonly<Record<string, unknown>>).map(({ key, problem, help }) => ({
    pointer: key === undefined ? pointer : `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message: problem,
    help: key === undefined || stepKeys.includes(key) ? help : suggest(key, stepKeys),
  }));
}

function suggest(name: string, names: readonly string[]): string {
  const meant = didYouMean(name, names);
  return meant === undefined ? `It is one of ${names.join(', ')}.` : `Did you mean ${meant}?`;
}

function stepOf(written: StepName | StepMapping): Step {
  const step: StepMapping = typeof written === 'object' ? written : written === 'ok' ? {} : { fail: written };
  return {
    act: actOf(step),
    delayMs: parseDuration(step.delay ?? '') ?? 0,
    ...(step.chunk_delay === undefined ? {} : { chunkDelayMs: parseDuration(step.chunk_delay) ?? 0 }),
    times: step.times ?? 1,
  };
}

function actOf(step: StepMapping): Act {
  const details = {
    ...(step.retry_after === undefined ? {} : { retryAfter: step.retry_after }),
    ...(step.message === undefined ? {} : { message: step.message }),
  };
  if (step.status !== undefined) return { kind: 'status', status: step.status, ...details };
  const [how, after] = breaksOf(step).find(([, chunks]) => chunks !== undefined) ?? [];
  if (how !== undefined && after !== undefined) return { kind: 'broken', how, after, ...details };
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

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
