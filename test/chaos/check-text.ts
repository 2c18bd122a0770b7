import { StreamInterruptedError } from '../../src/execute/stream-interrupted-error.js';
import { isUsageChunk } from '../../src/execute/stream-progress.js';
import type { RoutedChunk, StreamSeam } from '../../src/execute/stream-seam.js';
import { isBeginning, isSame, type Said, saidAfter, saidBy, textOf, unfinished } from './said.js';
import type { Call, Ending, Trace } from './trace.js';

type StreamEnding = Extract<Ending, { kind: 'stream' }>;

/** What is wrong with the text that the caller got: nothing may come twice, or be lost without a mark. */
export function checkText(trace: Trace): string | undefined {
  const { ending } = trace;
  if (ending.kind === 'completion') return checkCompletion(trace);
  return ending.kind === 'stream' ? checkStream(trace, ending) : undefined;
}

function checkCompletion({ ending, calls, report }: Trace): string | undefined {
  const served = calls[report?.served_by ?? -1];
  return ending.kind === 'completion' && ending.completion === served?.answer
    ? undefined
    : 'the completion is not the one that the provider gave';
}

function checkStream(trace: Trace, ending: StreamEnding): string | undefined {
  const segments = segmentsOf(ending.chunks);
  const parts = partsOf(trace, segments);
  if (typeof parts === 'string') return parts;
  const wrong = parts.slice(0, -1).findIndex((part, index) => !isBeginning(saidBy(segments[index] ?? []), part));
  if (wrong >= 0) return `what came before seam ${wrong} is not what the provider said`;
  return checkEnd(trace, ending, saidBy(segments.at(-1) ?? []), parts.at(-1) ?? new Map());
}

function checkEnd(trace: Trace, ending: StreamEnding, got: Said, given: Said): string | undefined {
  if (!isBeginning(got, given)) return `${show(got)} came, of which the provider said only ${show(given)}`;
  switch (ending.end) {
    case 'whole': {
      if (!isSame(got, given)) return `${show(got)} came, though the provider said ${show(given)}`;
      const open = unfinished(got);
      if (open.length > 0 || got.size === 0) return `it ended cleanly without a finish_reason for choice ${open}`;
      return checkUsageChunks(trace, ending.chunks);
    }
    case 'error':
      if (trace.aborted !== undefined) return undefined;
      if (!(ending.error instanceof StreamInterruptedError)) return `it broke off with ${String(ending.error)}`;
      if (ending.error.text !== textOf(given)) return 'the error does not hold the text that had come';
      return wasRead(trace) && !isSame(got, given) ? `only ${show(got)} came of ${show(given)}` : undefined;
    case 'stopped':
    case 'abandoned':
      return undefined;
    default:
      return ending.end satisfies never;
  }
}

/** The reader was there to take everything that came before the break. */
function wasRead({ request, report }: Trace): boolean {
  const last = report?.attempts.at(-1)?.outcome;
  return request.behaviour.kind === 'reads' && last !== 'cancelled' && last !== 'timeout';
}

function checkUsageChunks({ request, calls, report }: Trace, chunks: readonly RoutedChunk[]): string | undefined {
  const asked = request.body.stream_options?.include_usage === true;
  const wanted = asked && calls[report?.served_by ?? -1]?.chunks.some(isUsageChunk) ? 1 : 0;
  const came = chunks.filter(isUsageChunk).length;
  return came === wanted ? undefined : `${came} usage chunks came, and ${wanted} was asked for`;
}

/** Chunks between the marks of a restart. */
function segmentsOf(chunks: readonly RoutedChunk[]): readonly (readonly RoutedChunk[])[] {
  const segments: RoutedChunk[][] = [[]];
  for (const chunk of chunks) {
    if (chunk.routing_event?.type === 'stream-restart') segments.push([]);
    else if (chunk.routing_event === undefined) segments.at(-1)?.push(chunk);
  }
  return segments;
}

/** What the providers said, for each segment; or what is wrong with the seams. */
function partsOf({ calls, report }: Trace, segments: readonly (readonly RoutedChunk[])[]): readonly Said[] | string {
  const parts = [saidBy(firstCall(calls, segments[0] ?? [])?.chunks ?? [])];
  for (const [index, seam] of (report?.seams ?? []).entries()) {
    const before = parts.at(-1) ?? new Map();
    const after = saidBy(calls[seam.attempt]?.chunks ?? []);
    if (seam.at !== textOf(before).length) return `seam ${index} stands at ${seam.at}, not ${textOf(before).length}`;
    if (seam.type === 'stream-restart') {
      // A caller who stops just then does not see the mark.
      if (parts.length < segments.length) parts.push(after);
      continue;
    }
    const problem = repetitionProblem(seam, textOf(before), textOf(after));
    if (problem !== undefined) return problem;
    parts[parts.length - 1] = saidAfter(before, after, seam.repeated ?? 0);
  }
  return parts.length === segments.length
    ? parts
    : `there are ${segments.length - 1} marks of ${parts.length - 1} restarts`;
}

function repetitionProblem({ repeated = 0 }: StreamSeam, before: string, after: string): string | undefined {
  const left = after.slice(0, repeated);
  return before.includes(left) ? undefined : `"${left}" was left out as a repetition, and is none`;
}

/** Of the call whose chunks came first; the last one where nothing came. */
function firstCall(calls: readonly Call[], [first]: readonly RoutedChunk[]): Call | undefined {
  return first === undefined ? calls.at(-1) : calls.find(({ id }) => id === first.id);
}

function show(said: Said): string {
  return JSON.stringify(Object.fromEntries(said));
}
