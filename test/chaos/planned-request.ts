import { fnv1a32 } from '../../src/facts/growthbook-hash.js';
import type { ChatBody } from '../../src/request/routing-request.js';
import { pick, seededRandom } from '../../src/seeded-random.js';
import { type ChaosTier, chaosTiers } from './chaos-policy.js';

/** What the caller does with its request. Times are milliseconds, counts are chunks. */
export type Behaviour =
  | { readonly kind: 'reads' }
  | { readonly kind: 'reads slowly'; readonly pauseMs: number }
  /** With its own signal. 0 is before the call. */
  | { readonly kind: 'aborts'; readonly afterMs: number; readonly pauseMs: number }
  /** By leaving the loop. */
  | { readonly kind: 'stops'; readonly after: number }
  /** With the stream's own controller. */
  | { readonly kind: 'stops by controller'; readonly after: number }
  /** It never reads again, and never says so. */
  | { readonly kind: 'forgets the stream'; readonly after: number };

export interface PlannedRequest {
  readonly index: number;
  readonly tier: ChaosTier;
  readonly body: ChatBody & { readonly model: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly routingEvents: boolean;
  readonly behaviour: Behaviour;
}

const words = 'please tell me how a careful engineer would test the router for every way in which it may fail'.split(
  ' ',
);
const tool = { type: 'function', function: { name: 'lookup', parameters: { type: 'object', properties: {} } } };

/** What the caller with this number asks for, and how it behaves: a function of the seed and the number. */
export function planRequest(seed: number, index: number): PlannedRequest {
  const random = seededRandom(fnv1a32(`request ${seed} ${index}`));
  const chance = (share: number): boolean => random() < share;
  const upTo = (most: number): number => Math.floor(random() * most);
  const tier = pick(chaosTiers, random) as ChaosTier;
  const blocked = chance(0.01);
  const text = Array.from({ length: 3 + upTo(12) }, () => pick(words, random)).join(' ');
  const body = {
    model: blocked ? 'auto' : tier.name,
    messages: [{ role: 'user', content: text }],
    stream: chance(0.6),
    ...(chance(0.1) && { n: 1 + upTo(3) }),
    ...(chance(0.1) && { tools: [tool], tool_choice: 'required' }),
    ...(chance(0.05) && { response_format: { type: 'json_object' } }),
    ...(chance(0.1) && { reasoning_effort: chance(0.5) ? 'low' : 'high' }),
    ...(chance(0.3) && { stream_options: { include_usage: true } }),
    ...(chance(0.1) && { max_tokens: 1 + upTo(40) }),
  };
  return {
    index,
    tier,
    body: body as unknown as PlannedRequest['body'],
    attributes: { blocked, user: `u-${upTo(50)}` },
    routingEvents: chance(0.5),
    behaviour: behaviourOf(chance, upTo),
  };
}

function behaviourOf(chance: (share: number) => boolean, upTo: (most: number) => number): Behaviour {
  if (chance(0.6)) return { kind: 'reads' };
  if (chance(0.25)) return { kind: 'reads slowly', pauseMs: 1 + upTo(chance(0.2) ? 8_000 : 1_500) };
  if (chance(0.5)) return { kind: 'aborts', afterMs: upTo(8) * upTo(1_000), pauseMs: chance(0.3) ? upTo(500) : 0 };
  if (chance(0.5)) return { kind: 'stops', after: upTo(40) };
  return { kind: chance(0.5) ? 'stops by controller' : 'forgets the stream', after: upTo(40) };
}
