import type { FailureClass } from '../../src/execute/failure-class.js';
import { fnv1a32 } from '../../src/facts/growthbook-hash.js';
import type { FailureName, ScriptStep } from '../../src/providers/simulated/script-step.js';
import { pick, seededRandom } from '../../src/seeded-random.js';

/** What a provider does with one call, and the outcomes that the attempt may then have. */
export interface Fault {
  readonly step: ScriptStep;
  /** Besides `cancelled`, where the caller left, and `timeout`, where it took long. */
  readonly outcomes: readonly ('ok' | FailureClass)[];
  /** What the simulated provider does not do by itself; see mischievous. */
  readonly mischief?: Mischief;
}

export type Mischief = 'empty chunks' | 'few chunks' | 'breaks when all has come' | 'does not hear the signal';

/** How bad things are: shares of calls that go wrong, by endpoint; and the time at which that changes. */
interface Weather {
  readonly faulty: number;
  readonly down?: string;
}

const weathers: readonly Weather[] = [
  { faulty: 0.1 },
  { faulty: 0.3 },
  { faulty: 0.1, down: 'hub' },
  { faulty: 0.7 },
  { faulty: 0.2, down: 'direct' },
  { faulty: 0.3, down: 'inhouse' },
];

/** So many requests have the same weather. */
const weatherRequests = 200;

export interface FaultyCall {
  readonly request: number;
  readonly ordinal: number;
  readonly endpoint: string;
  /** The last message, where the call goes on with an answer that broke off. */
  readonly begun: string | undefined;
}

/** What happens to a call: a function of the seed and of which call it is, not of when it comes. */
export function faultOf(seed: number, { request, ordinal, endpoint, begun }: FaultyCall): Fault {
  const random = seededRandom(fnv1a32(`fault ${seed} ${request} ${ordinal} ${endpoint}`));
  const { faulty, down } = weathers[Math.floor(request / weatherRequests) % weathers.length] as Weather;
  if (endpoint === down) return random() < 0.5 ? named('overloaded') : { step: 'reset', outcomes: ['network'] };
  return random() < faulty ? badly(random, begun) : well(random, begun);
}

function well(random: () => number, begun: string | undefined): Fault {
  const pace = {
    ...(random() < 0.5 && { delay: `${Math.floor(random() * 1_500)}ms` }),
    ...(random() < 0.7 && { chunk_delay: `${Math.floor(random() * 60)}ms` }),
  };
  if (begun !== undefined && random() < 0.5)
    return { step: { ...pace, answer: again(begun, random) }, outcomes: ['ok'] };
  if (random() < 0.03) return { step: { ...pace, answer: '', finish_reason: 'length' }, outcomes: ['ok'] };
  const step: ScriptStep = Object.keys(pace).length === 0 ? 'ok' : pace;
  const mischief =
    random() < 0.3 ? pick(['empty chunks', 'few chunks', 'breaks when all has come'] as const, random) : undefined;
  return { step, outcomes: ['ok'], ...(mischief && { mischief }) };
}

/** A model that is asked to go on often says the last words again, or everything. */
function again(begun: string, random: () => number): string {
  const from = random() < 0.3 ? 0 : Math.max(0, begun.length - 16 - Math.floor(random() * 60));
  return `${begun.slice(from)} and so on, to the very end of it`;
}

const refusals: readonly Exclude<FailureName, 'network' | 'timeout' | 'truncated'>[] = [
  'overloaded',
  'overloaded',
  'overloaded',
  'rate_limit',
  'rate_limit',
  'quota',
  'credential',
  'region',
  'forbidden',
  'model_gone',
  'context_exceeded',
  'content_filter',
  'caller_fault',
  'unknown',
];

function badly(random: () => number, begun: string | undefined): Fault {
  const after = Math.floor(random() * 30);
  const chunk_delay = `${Math.floor(random() * 60)}ms`;
  const faults: readonly (() => Fault)[] = [
    () => named(pick(refusals, random) ?? 'overloaded'),
    () => named(pick(refusals, random) ?? 'overloaded'),
    () => ({ step: { fail: 'rate_limit', retry_after: Math.floor(random() * 20) }, outcomes: ['rate_limit'] }),
    () => ({ step: { status: pick([500, 502, 504, 529], random) ?? 500 }, outcomes: ['overloaded'] }),
    () => ({ step: 'reset', outcomes: ['network'] }),
    () => ({ step: 'timeout', outcomes: ['timeout'] }),
    () => ({ step: 'timeout', outcomes: ['timeout'], mischief: 'does not hear the signal' }),
    () => ({ step: pick(['garbage', 'truncated'] as const, random) ?? 'garbage', outcomes: ['truncated'] }),
    // What goes on with an answer may have nothing to add.
    () => ({ step: 'empty', outcomes: begun === undefined ? ['truncated'] : ['truncated', 'ok'] }),
    () => ({ step: { cut_after: after, chunk_delay }, outcomes: ['truncated'] }),
    () => ({ step: { cut_after: after, chunk_delay }, outcomes: ['truncated'] }),
    () => ({ step: { error_after: after, chunk_delay }, outcomes: ['truncated'] }),
    () => ({ step: { reset_after: after, chunk_delay }, outcomes: ['network'] }),
    () => ({ step: { stall_after: after, chunk_delay }, outcomes: ['timeout'] }),
    () => ({ step: { answer: '', finish_reason: 'content_filter' }, outcomes: ['content_filter'] }),
    () => ({ step: { answer: 'I may say', finish_reason: 'content_filter' }, outcomes: ['content_filter'] }),
  ];
  return (pick(faults, random) as () => Fault)();
}

function named(name: (typeof refusals)[number]): Fault {
  return { step: name, outcomes: [name] };
}
