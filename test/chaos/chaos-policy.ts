/** What the checker must know of a tier, beside what the policy says. */
export interface ChaosTier {
  readonly name: string;
  /** The slot that is tried first. */
  readonly first: string;
  /** Attempts per model. */
  readonly attempts: number;
  readonly deadlineMs: number;
  /** The shortest time after which an attempt may be given up. */
  readonly shortestMs: number;
}

/** Every tier of the policy below. Requests name them as their model. */
export const chaosTiers: readonly ChaosTier[] = [
  { name: 'plain', first: 'first', attempts: 2, deadlineMs: 40_000, shortestMs: 5_000 },
  { name: 'patient', first: 'first', attempts: 4, deadlineMs: 60_000, shortestMs: 5_000 },
  { name: 'restarting', first: 'first', attempts: 2, deadlineMs: 40_000, shortestMs: 5_000 },
  { name: 'continuing', first: 'second', attempts: 1, deadlineMs: 40_000, shortestMs: 5_000 },
  { name: 'filtered', first: 'first', attempts: 2, deadlineMs: 40_000, shortestMs: 5_000 },
  { name: 'balanced', first: 'spread', attempts: 2, deadlineMs: 40_000, shortestMs: 5_000 },
  { name: 'escalating', first: 'second', attempts: 2, deadlineMs: 40_000, shortestMs: 5_000 },
  { name: 'alone', first: 'third', attempts: 1, deadlineMs: 40_000, shortestMs: 5_000 },
  { name: 'hurried', first: 'second', attempts: 2, deadlineMs: 4_000, shortestMs: 300 },
];

export interface Servers {
  readonly hub: string;
  readonly direct: string;
  readonly inhouse: string;
}

const nowhere: Servers = {
  hub: 'http://127.0.0.1:9/v1',
  direct: 'http://127.0.0.1:9/v1',
  inhouse: 'http://127.0.0.1:9/v1',
};

/** Everything that changes how failures are met, in one policy. Times are divided by `haste`, for a leg in real time. */
export function chaosPolicy({ hub, direct, inhouse }: Servers = nowhere, haste = 1): string {
  const ms = (milliseconds: number): string => `${Math.round(milliseconds / haste)}ms`;
  const times = `timeout: { first_token: ${ms(6_000)}, idle: ${ms(5_000)}, total: ${ms(20_000)} }`;
  const usual = `max_tokens: 300, deadline: ${ms(40_000)}, ${times}`;
  const retry = (attempts: number): string =>
    `retry: { attempts: ${attempts}, backoff: { from: ${ms(250)}, max: ${ms(5_000)} }, max_retry_after: ${ms(10_000)} }`;
  const filtered = '[timeout, network, overloaded, rate_limit, truncated, content_filter, caller_fault]';
  const wanting = '[truncated_by_length, refusal, empty, failed_check]';
  return `
policy: chaos
language: 1
endpoints:
  hub:
    kind: openrouter
    base_url: "${hub}"
    breaker: { failures: 80, requests: 20, over: ${ms(10_000)}, open_for: ${ms(1_000)}, max_open: ${ms(10_000)} }
  direct: { kind: openai, base_url: "${direct}", breaker: { open_for: ${ms(2_000)}, max_open: ${ms(20_000)} } }
  inhouse: { kind: openai, base_url: "${inhouse}", breaker: off }
models:
  first: { id: acme/first, endpoint: hub, context: 32000, price: { prompt: 1, completion: 4 } }
  second: { id: second, endpoint: direct, context: 128000, price: { prompt: 2, completion: 8 } }
  third: { id: third, endpoint: inhouse, context: 64000 }
  spread:
    deployments:
      - { id: acme/spread, endpoint: hub, weight: 3, context: 32000, price: { prompt: 1, completion: 4 } }
      - { id: spread, endpoint: direct, weight: 2, context: 32000, price: { prompt: 2, completion: 8 } }
      - { id: spread, endpoint: inhouse, context: 64000 }
tiers:
  plain: { model: first, fallbacks: [second, third], ${usual} }
  patient: { model: first, fallbacks: [second], max_tokens: 300, deadline: ${ms(60_000)}, ${times}, ${retry(4)} }
  restarting: { model: first, fallbacks: [second, third], ${usual}, stream: { on_interrupt: restart } }
  continuing: { model: second, fallbacks: [first, third], ${usual}, ${retry(1)}, stream: { on_interrupt: continue } }
  filtered: { model: first, fallbacks: [third, second], ${usual}, fallback: { on: ${filtered} } }
  balanced: { model: spread, fallbacks: [second], ${usual}, balance: { by: measured, key: user } }
  escalating: { model: second, ${usual}, escalate: { when: ${wanting}, to: plain, check: judged, check_timeout: ${ms(50_000)} } }
  alone: { model: third, ${usual}, ${retry(1)} }
  hurried:
    model: second
    fallbacks: [third, first]
    max_tokens: 300
    deadline: ${ms(4_000)}
    timeout: { first_token: ${ms(500)}, idle: ${ms(300)}, total: ${ms(2_000)} }
facts:
  blocked: { from: attribute, path: blocked, type: boolean, default: false }
rules:
  - { id: blocked, when: { blocked: true }, then: { reject: { message: "not today", status: 403 } } }
default: plain
pinning: on
`;
}
