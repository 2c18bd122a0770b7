import type { Candidate } from '../decide/decision.js';
import type { RouteSettings } from '../policy/route-settings.js';
import type { ChatBody } from '../request/routing-request.js';
import { type BodyDraft, draftBody, dropParam, has, loseParam, setParam, translateParam } from './body-draft.js';
import type { OutgoingBody, ParameterChange } from './execution-plan.js';
import { fitParams } from './fit-params.js';
import { mergeProviderPreferences } from './provider-preferences.js';
import { applyTokenLimit } from './token-limit.js';

const bySetting = 'the policy sets it';

/** What the router itself decides; extra_body cannot change it. */
const ownParams = new Set(['model', 'messages', 'stream', 'stream_options', 'max_tokens', 'max_completion_tokens']);

/** Fields that let OpenRouter choose models by itself, past the policy's chain and constraints. */
const choosesModels = ['models', 'route', 'preset'];

/** OpenRouter's own fields, which other servers refuse: how it routes and reports, and what changes the answer. */
const openRouterRouting = ['provider', ...choosesModels, 'include_reasoning', 'usage'];
const openRouterFeatures = ['plugins', 'transforms'];

export interface PlannedBody {
  readonly body: OutgoingBody;
  /** All that differs from the caller's beyond model and limit. */
  readonly changes: readonly ParameterChange[];
  /** Parameters that the target does not take and that the answer was meant to depend on. */
  readonly lost: readonly string[];
}

/** The body for one target. */
export function planBody(candidate: Candidate, settings: RouteSettings, callerBody: ChatBody): PlannedBody {
  const draft = draftBody(callerBody);
  draft.body.model = candidate.model;
  applyPolicyParams(draft, settings);
  if (candidate.slot.endpoint.kind === 'openrouter') speakOpenRouter(draft, candidate, settings);
  else speakOpenAi(draft);
  applyTokenLimit(draft, candidate);
  fitParams(draft, candidate);
  if (draft.body.stream === true) askForUsage(draft);
  return { body: draft.body as OutgoingBody, changes: draft.changes, lost: draft.lost };
}

function applyPolicyParams(draft: BodyDraft, { params }: RouteSettings): void {
  if (params === undefined) return;
  const { extra_body: extra = {}, ...named } = params;
  for (const [param, value] of Object.entries(named)) setParam(draft, param, value, bySetting);
  for (const [param, value] of Object.entries(extra)) {
    if (!ownParams.has(param)) setParam(draft, param, value, bySetting);
  }
  // Two ways to say one thing, and the policy's is the one that counts.
  if (params.reasoning !== undefined && params.reasoning_effort === undefined) {
    dropParam(draft, 'reasoning_effort', 'the policy sets reasoning');
  }
  if (params.reasoning_effort !== undefined && params.reasoning === undefined) {
    dropParam(draft, 'reasoning', 'the policy sets reasoning_effort');
  }
}

function speakOpenRouter(draft: BodyDraft, candidate: Candidate, settings: RouteSettings): void {
  for (const param of choosesModels) dropParam(draft, param, 'the policy chooses the models');
  // Its providers leave out what they do not take, unless they are told not to.
  const strict = settings.paramsMode === 'strict' ? { require_parameters: true } : {};
  const enforced = { ...candidate.enforce, ...strict };
  const provider = mergeProviderPreferences(draft.body.provider, settings.provider, enforced);
  if (provider !== undefined) {
    setParam(draft, 'provider', provider, 'the policy sets provider preferences; the stricter of two holds');
  }
}

function speakOpenAi(draft: BodyDraft): void {
  for (const param of openRouterRouting) dropParam(draft, param, 'only OpenRouter knows it');
  for (const param of openRouterFeatures) loseParam(draft, param, 'only OpenRouter knows it');
  if (!has(draft, 'reasoning')) return;
  const effort = effortOf(draft.body.reasoning);
  if (has(draft, 'reasoning_effort')) dropParam(draft, 'reasoning', 'reasoning_effort says it');
  else if (effort === undefined) loseParam(draft, 'reasoning', 'this endpoint takes only reasoning_effort');
  else {
    translateParam(draft, 'reasoning', { reasoning_effort: effort }, 'this endpoint takes reasoning_effort');
  }
}

function effortOf(reasoning: unknown): unknown {
  return typeof reasoning === 'object' && reasoning !== null && 'effort' in reasoning ? reasoning.effort : undefined;
}

/** Without usage the cost of a stream is unknown. Not listed: the caller's view of the stream stays what it was. */
function askForUsage(draft: BodyDraft): void {
  const options = draft.body.stream_options;
  draft.body.stream_options = { ...(typeof options === 'object' ? options : {}), include_usage: true };
}
