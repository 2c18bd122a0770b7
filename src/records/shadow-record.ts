import type { JudgeVerdict } from '../execute/shadow/shadow-judge.js';
import type { ShadowResult, ShadowSide } from '../execute/shadow/shadow-result.js';
import type { RecordSettings } from '../policy/record-settings.js';
import type { ShadowRecord, ShadowSide as SideRecord } from './record.generated.js';
import { contentOf, costFields, usageFields } from './record-fields.js';

/** The record of a copy; with what was said only where the policy has content recorded. */
export function shadowRecord(result: ShadowResult, { content }: Pick<RecordSettings, 'content'>): ShadowRecord {
  const { decision, shadow, at, status } = result;
  const { id, policy, version, rule, tier } = decision;
  const identity = { v: 1, kind: 'shadow', id, at: new Date(at).toISOString() } as const;
  const about = { ...identity, policy, version, rule, tier, shadow };
  switch (result.status) {
    case 'skipped':
      return {
        ...about,
        status,
        because: result.because,
        ...(result.detail !== undefined && { detail: result.detail }),
      };
    case 'failed': {
      const { outcome, http_status, error } = result.candidate;
      const failure = {
        outcome,
        ...(http_status !== undefined && { http_status }),
        ...(content && error !== undefined && { error }),
      };
      const candidate = { ...figures(result.candidate), ...failure };
      return { ...about, status, primary: side(result.primary, content), candidate };
    }
    case 'answered':
      return {
        ...about,
        status,
        primary: side(result.primary, content),
        candidate: side(result.candidate, content),
        ...(result.agreement !== undefined && { agreement: { ...result.agreement } }),
        ...(result.judge !== undefined && { judge: judged(result.judge, content) }),
      };
    default:
      return result satisfies never;
  }
}

function side(of: ShadowSide, content: boolean): SideRecord {
  const { answer, json_valid } = of;
  return {
    ...figures(of),
    outcome: 'ok',
    ...(answer.finishReason !== undefined && { finish_reason: answer.finishReason }),
    characters: answer.text.length,
    ...(json_valid !== undefined && { json_valid }),
    ...(content && contentOf(answer)),
  };
}

function figures({ slot, model, endpoint, duration_ms, usage, cost }: Omit<ShadowSide, 'answer' | 'json_valid'>) {
  return { slot, model, endpoint, duration_ms, ...usageFields(usage), ...costFields(cost) };
}

/** What a judge throws may quote what was said. */
function judged(verdict: JudgeVerdict, content: boolean): NonNullable<ShadowRecord['judge']> {
  return 'score' in verdict || content ? { ...verdict } : { error: 'no score' };
}
