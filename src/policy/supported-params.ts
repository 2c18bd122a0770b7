import type { ModelSlot } from './model-slot.js';
import type { SupportedParam } from './policy-document.generated.js';

/** Parameters that change how a model answers and can be left out: what it is asked stays the same. */
const tuning = [
  'temperature',
  'top_p',
  'top_k',
  'top_a',
  'min_p',
  'frequency_penalty',
  'presence_penalty',
  'repetition_penalty',
  'seed',
  'stop',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'parallel_tool_calls',
  'reasoning',
  'reasoning_effort',
  'include_reasoning',
  'verbosity',
  'service_tier',
  'prediction',
  'web_search_options',
] as const satisfies readonly SupportedParam[];

export type TuningParam = (typeof tuning)[number];

/** Two names of one thing. */
const reasoningParams: readonly string[] = ['reasoning', 'reasoning_effort'] satisfies readonly SupportedParam[];

/** OpenAI's models that reason take no sampling parameters, at OpenAI itself. */
const openAiReasons = /^(?:ft:)?(?:o\d|gpt-5(?:-mini|-nano|-codex)?(?:-\d{4}|$))/i;
const refusedWhereOpenAiReasons: ReadonlySet<string> = new Set<TuningParam>([
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
]);

const tuningParams: ReadonlySet<string> = new Set(tuning);

export function isTuningParam(param: string): param is TuningParam {
  return tuningParams.has(param);
}

/** Whether a model is known not to take a parameter. */
export function isUnsupported({ id, endpoint, supportedParams }: ModelSlot, param: TuningParam): boolean {
  if (supportedParams === undefined) {
    return endpoint.kind === 'openai' && refusedWhereOpenAiReasons.has(param) && openAiReasons.test(id);
  }
  const names = reasoningParams.includes(param) ? reasoningParams : [param];
  return !supportedParams.some((supported) => names.includes(supported));
}
