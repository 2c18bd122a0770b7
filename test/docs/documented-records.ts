const decided = { policy: 'support', version: 'f6363d68630d', reason: 'rule' } as const;
const details = { unknown: [], erased: [], flags: [], exposures: [], constraints: [], max_tokens: 512, stream: false };
const flash = { slot: 'fast', model: 'google/gemini-2.5-flash', endpoint: 'llm' };
const opus = { slot: 'deep', model: 'anthropic/claude-opus-4', endpoint: 'llm' };

interface Told {
  readonly id: string;
  readonly at: string;
  readonly rule: string;
  readonly tier: string;
  readonly task: string;
  readonly attempts: readonly (typeof flash & { readonly outcome: string })[];
  readonly chain: readonly string[];
  readonly prompt: number;
  readonly completion: number;
  readonly usd: number;
  readonly ms: number;
}

function request({ id, at, rule, tier, task, attempts, chain, prompt, completion, usd, ms }: Told) {
  const served = attempts.length - 1;
  const { slot, model, endpoint } = attempts[served] ?? flash;
  return {
    ...{ v: 1, kind: 'request', id, at, ...decided, rule, tier, outcome: 'answered', ...details },
    ...{
      facts: { task },
      chain,
      attempts: attempts.map((attempt) => ({ ...attempt, started_ms: 0, duration_ms: ms })),
    },
    ...{ served_by: served, slot, model, endpoint, usage: { prompt_tokens: prompt, completion_tokens: completion } },
    ...{ cost_usd: usd, cost_source: 'computed', duration_ms: ms },
  };
}

const feedback = (id: string, score: number) => ({ v: 1, kind: 'feedback', id, at: '2026-03-03T09:00:00.000Z', score });

const requests = [
  request({
    ...{ id: 'd-1', at: '2026-03-02T09:00:00.000Z', rule: 'by-task.summarize', tier: 'quick', task: 'summarize' },
    ...{ attempts: [{ ...flash, outcome: 'ok' }], chain: ['fast', 'deep'] },
    ...{ prompt: 900, completion: 120, usd: 0.00057, ms: 411 },
  }),
  request({
    ...{ id: 'd-2', at: '2026-03-02T10:00:00.000Z', rule: 'by-task.summarize', tier: 'quick', task: 'summarize' },
    ...{
      attempts: [
        { ...flash, outcome: 'overloaded' },
        { ...opus, outcome: 'ok' },
      ],
      chain: ['fast', 'deep'],
    },
    ...{ prompt: 700, completion: 100, usd: 0.018, ms: 2200 },
  }),
  request({
    ...{ id: 'd-3', at: '2026-03-03T08:00:00.000Z', rule: 'hard-code', tier: 'premium', task: 'code' },
    ...{ attempts: [{ ...opus, outcome: 'ok' }], chain: ['deep'] },
    ...{ prompt: 400, completion: 210, usd: 0.02175, ms: 2401 },
  }),
];

const side = { ...flash, duration_ms: 411, outcome: 'ok', finish_reason: 'stop', characters: 480, cost_usd: 0.00057 };
const shadow = {
  ...{ v: 1, kind: 'shadow', id: 'd-1', at: '2026-03-02T09:00:01.000Z', ...decided, rule: 'by-task.summarize' },
  ...{ tier: 'quick', shadow: 'summaries-by-candidate', status: 'answered', primary: side },
  candidate: {
    ...side,
    slot: 'candidate',
    model: 'openai/gpt-4o-mini',
    duration_ms: 640,
    characters: 455,
    cost_usd: 0.00021,
  },
  agreement: { exact: false, similarity: 0.62 },
};

/** The records behind the reports that docs/reports.md and docs/shadows.md show; the sixth line is half a record. */
export function documentedRecords(): string {
  const whole = [...requests, feedback('d-1', 1), feedback('d-3', 0.5)].map((record) => JSON.stringify(record));
  return `${[...whole, '{"v":1,"kind":"request","id":"d-', JSON.stringify(shadow)].join('\n')}\n`;
}
