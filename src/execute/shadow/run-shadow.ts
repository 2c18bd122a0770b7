import { RouterError } from '../../errors.js';
import { planShadow } from '../../plan/plan-shadow.js';
import type { Shadow } from '../../policy/shadow.js';
import type { CompiledShadow } from '../../rules/compile-policy.js';
import { execute, type RoutedCompletion } from '../execute.js';
import type { StreamFactory } from '../execution.js';
import { type HeardAnswer, heardIn } from '../heard-answer.js';
import { routingOf } from '../routing-of.js';
import type { Attempt } from '../routing-report.js';
import { asksForJson, isJson } from '../wanting-answer.js';
import { compareAnswers } from './compare-answers.js';
import { type JudgeVerdict, runJudge } from './shadow-judge.js';
import type { ShadowResult, ShadowSide } from './shadow-result.js';
import type { AnsweredRequest, ShadowRunnerOptions } from './shadow-runner.js';

/**
 * One copy of a request, from its route to its comparison. Undefined when the shadow is not meant for this request, when
 * the request was not answered, or when the router was closed meanwhile.
 */
export async function runShadow(
  answered: AnsweredRequest,
  compiled: CompiledShadow,
  options: ShadowRunnerOptions,
  cancel: AbortSignal,
): Promise<ShadowResult | undefined> {
  const { shadow } = compiled;
  const { decision, report, request, world } = answered;
  const served = report.attempts[report.served_by ?? -1];
  if (served === undefined) return undefined;
  // Whoever waits for the answer comes first.
  await options.runtime.sleep(0, cancel, { background: true });
  const identity = { shadow: shadow.id, decision, at: options.runtime.now() };
  const route = await answered.route(compiled);
  if (route.kind === 'not_meant') return undefined;
  if (route.kind === 'no_eligible_model') {
    return { ...identity, status: 'skipped', because: 'no_eligible_model', detail: route.detail };
  }
  const primary = sideOf(served, answered.answer, request.body);
  const sent = await send(answered, compiled, planShadow(route, request, world), options, cancel);
  if (cancel.aborted || sent === undefined) return undefined;
  if ('noRoom' in sent) return { ...identity, status: 'skipped', because: 'budget', detail: sent.noRoom };
  const { attempt, completion } = sent;
  if (completion === undefined) return { ...identity, status: 'failed', primary, candidate: failedSide(attempt) };
  const candidate = sideOf(attempt, heardIn(completion), request.body);
  const agreement = compareAnswers(primary.answer, candidate.answer);
  const judge = await judged(answered, shadow, { primary, candidate }, options, cancel);
  return {
    ...{ ...identity, status: 'answered', primary, candidate },
    ...(agreement !== undefined && { agreement }),
    ...(judge !== undefined && { judge }),
  };
}

/** Its budget does not let it go; why, in words. */
interface NotSent {
  readonly noRoom: string;
}

interface Sent {
  readonly attempt: Attempt;
  /** Undefined when the candidate gave no answer. */
  readonly completion?: RoutedCompletion;
}

/** What other requests learn of a model does not hang on copies: breakers neither hear of them nor hold them back. */
async function send(
  { decision, headers, budgets }: AnsweredRequest,
  shadow: CompiledShadow,
  plan: ReturnType<typeof planShadow>,
  { provider, runtime }: ShadowRunnerOptions,
  signal: AbortSignal,
): Promise<Sent | NotSent | undefined> {
  const context = { decision, provider, runtime, signal, headers, createStream, budgets: budgets?.(shadow) };
  try {
    const completion = (await execute(plan, context)) as RoutedCompletion;
    const [attempt] = completion.routing.attempts;
    return attempt && { attempt, completion };
  } catch (error) {
    const [attempt] = routingOf(error)?.attempts ?? [];
    if (attempt !== undefined) return { attempt };
    return RouterError.isInstance(error) ? { noRoom: error.message } : undefined;
  }
}

const createStream: StreamFactory = () => {
  throw new Error('the copy of a request is never a stream');
};

function sideOf(attempt: Attempt, answer: HeardAnswer, body: object): ShadowSide {
  const isText = answer.toolCalls.length === 0 || answer.text !== '';
  const judgesJson = isText && !answer.cut && asksForJson(body as Readonly<Record<string, unknown>>);
  return { ...figuresOf(attempt), answer, ...(judgesJson && { json_valid: isJson(answer.text) }) };
}

function failedSide(attempt: Attempt) {
  const { outcome, status, error } = attempt;
  return {
    ...figuresOf(attempt),
    outcome: outcome === 'ok' ? 'unknown' : outcome,
    ...(status !== undefined && { http_status: status }),
    ...(error !== undefined && { error }),
  };
}

function figuresOf({ slot, served_slot, model, endpoint, duration_ms, usage, cost }: Attempt) {
  return {
    ...{ slot: served_slot ?? slot, model, endpoint, duration_ms },
    ...(usage !== undefined && { usage }),
    ...(cost !== undefined && { cost }),
  };
}

async function judged(
  { request }: AnsweredRequest,
  { judge }: Shadow,
  { primary, candidate }: { readonly primary: ShadowSide; readonly candidate: ShadowSide },
  { judges, runtime }: ShadowRunnerOptions,
  cancel: AbortSignal,
): Promise<JudgeVerdict | undefined> {
  if (judge === undefined) return undefined;
  const score = Object.hasOwn(judges, judge.name) ? judges[judge.name] : undefined;
  if (score === undefined) return { error: `no judge is registered as ${judge.name}` };
  const answers = { primary: primary.answer, candidate: candidate.answer };
  return runJudge((signal) => score(answers, request, signal), judge.timeoutMs, runtime, cancel);
}
