import type { HeardAnswer } from '../execute/heard-answer.js';
import type { Cost } from '../usage/cost.js';
import type { Usage } from '../usage/usage.js';
import type { Content, CostSource, Usage as UsageRecord } from './record.generated.js';

const fields = [
  'prompt_tokens',
  'completion_tokens',
  'cached_read_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'audio_prompt_tokens',
  'reasoning_tokens',
  'audio_completion_tokens',
  'image_completion_tokens',
  'web_searches',
  'service_tier',
] as const;

/** What an answer used; the cost that a provider reported has a field of its own. */
export function usageFields(usage: Usage | undefined): { usage?: UsageRecord } {
  const known = fields.flatMap((name) => (usage?.[name] === undefined ? [] : [[name, usage[name]] as const]));
  return known.length === 0 ? {} : { usage: Object.fromEntries(known) };
}

export function costFields(cost: Cost | undefined): { cost_usd?: number; cost_source?: CostSource } {
  return cost === undefined ? {} : { cost_usd: cost.usd, cost_source: cost.source };
}

/** What was said, where the policy has it recorded. */
export function contentOf(answer: HeardAnswer | undefined, messages?: readonly unknown[]): { content: Content } {
  return {
    content: {
      ...(messages !== undefined && { messages: [...messages] }),
      ...(answer !== undefined && { text: answer.text }),
      ...(answer !== undefined &&
        answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls.map((call) => ({ ...call })) }),
    },
  };
}
