import { fnv1a32 } from '../../facts/growthbook-hash.js';
import type { Price } from '../../policy/policy-document.generated.js';
import { type AnswerHead, chunksOf, completionOf, errorChunk, usageChunk } from './answer-shapes.js';
import { type ComposedChoice, composeAnswer } from './compose-answer.js';
import { measureUsage, type SimulatedUsage } from './measure-usage.js';
import { type Ending, garbage, type Reaction, type StreamEvent } from './reaction.js';
import { type ProviderKind, refuse } from './refusals.js';
import type { Act, Step } from './script-step.js';
import type { SimulatedRequest } from './simulated-request.js';

/** What the reaction depends on besides the step and the request. */
export interface ReactionContext {
  readonly kind: ProviderKind;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Which request this is, from 0: it makes ids unique. */
  readonly ordinal: number;
  /** Where a price is known and the endpoint is OpenRouter, usage carries a cost. */
  readonly price?: Price;
  /** Waited before every chunk, unless the step says otherwise. */
  readonly chunkDelayMs: number;
}

/** The script's interpreter: what one step makes of one request. A function of its arguments. */
export function react(step: Step, request: SimulatedRequest, context: ReactionContext): Reaction {
  return { delayMs: step.delayMs, ...reactionTo(step, request, context) };
}

type Undelayed<T> = T extends unknown ? Omit<T, 'delayMs'> : never;

function reactionTo(step: Step, request: SimulatedRequest, context: ReactionContext): Undelayed<Reaction> {
  const { act } = step;
  switch (act.kind) {
    case 'silence':
    case 'reset':
      return { kind: act.kind };
    case 'failure':
    case 'status':
      return { kind: 'refusal', ...refuse(act, request.model, context.kind) };
    case 'answer':
    case 'empty':
    case 'garbage':
    case 'broken':
      return request.stream ? streamed(step, act, request, context) : whole(act, request, context);
  }
  return act satisfies never;
}

type AnswerAct = Act & { kind: 'answer' | 'empty' | 'garbage' | 'broken' };

function whole(act: AnswerAct, request: SimulatedRequest, context: ReactionContext): Undelayed<Reaction> {
  if (act.kind === 'garbage') return { kind: 'whole', body: garbage, ending: 'complete' };
  const { head, choices, usage } = answerTo(act, request, context);
  if (act.kind === 'broken' && act.how === 'error') {
    const body = { error: { code: 502, message: act.message ?? midStreamMessage } };
    return { kind: 'whole', body, ending: 'complete' };
  }
  return { kind: 'whole', body: completionOf(head, choices, usage), ending: endingOf(act) };
}

function streamed(
  step: Step,
  act: AnswerAct,
  request: SimulatedRequest,
  context: ReactionContext,
): Undelayed<Reaction> {
  const chunkDelayMs = step.chunkDelayMs ?? context.chunkDelayMs;
  const comments: StreamEvent[] =
    context.kind === 'openrouter' ? [{ kind: 'comment', text: 'OPENROUTER PROCESSING' }] : [];
  if (act.kind === 'garbage') {
    return { kind: 'streamed', events: [...comments, { kind: 'garbage' }], chunkDelayMs, ending: 'complete' };
  }
  const { head, choices, usage } = answerTo(act, request, context);
  const { opening, content, closing } = chunksOf(head, choices);
  const events = [
    ...comments,
    ...[...opening, ...content.slice(0, act.kind === 'broken' ? act.after : undefined)].map(asEvent),
  ];
  if (act.kind !== 'broken') {
    events.push(...closing.map(asEvent));
    // OpenRouter reports usage with every stream; OpenAI when it is asked to.
    if (request.includeUsage || context.kind === 'openrouter') events.push(asEvent(usageChunk(head, usage)));
  } else if (act.how === 'error') {
    events.push({ kind: 'error', body: errorChunk(head, act.message ?? midStreamMessage) });
  }
  return { kind: 'streamed', events, chunkDelayMs, ending: endingOf(act) };
}

const midStreamMessage = 'Provider disconnected unexpectedly';

function asEvent(chunk: Extract<StreamEvent, { kind: 'chunk' }>['chunk']): StreamEvent {
  return { kind: 'chunk', chunk };
}

function endingOf(act: AnswerAct): Ending {
  if (act.kind !== 'broken' || act.how === 'error') return 'complete';
  return act.how;
}

interface Answer {
  readonly head: AnswerHead;
  readonly choices: readonly ComposedChoice[];
  readonly usage: SimulatedUsage;
}

function answerTo(act: AnswerAct, request: SimulatedRequest, context: ReactionContext): Answer {
  const overrides =
    act.kind === 'empty' ? { text: '', finishReason: 'stop' as const } : act.kind === 'answer' ? act : {};
  const choices = composeAnswer(request, overrides);
  return {
    head: headOf(request, context),
    choices,
    usage: measureUsage(request, choices, context.kind === 'openrouter' ? context.price : undefined),
  };
}

function headOf(request: SimulatedRequest, { kind, now, ordinal }: ReactionContext): AnswerHead {
  const mark = `${fnv1a32(JSON.stringify(request.messages)).toString(16).padStart(8, '0')}${ordinal}`;
  return {
    id: kind === 'openrouter' ? `gen-${mark}` : `chatcmpl-${mark}`,
    created: Math.floor(now / 1000),
    model: request.model,
    kind,
    ...(request.topLogprobs === undefined ? {} : { topLogprobs: request.topLogprobs }),
  };
}
