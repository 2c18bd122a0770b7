import type { Candidate, Decision } from '../../src/decide/decision.js';
import { execute, type RoutedCompletion, type RoutedStream } from '../../src/execute/execute.js';
import type { ExecutionContext } from '../../src/execute/execution.js';
import type { Provider } from '../../src/execute/provider.js';
import type { ExecutionPlan } from '../../src/plan/execution-plan.js';
import { planExecution } from '../../src/plan/plan-execution.js';
import type { Endpoint } from '../../src/policy/endpoint.js';
import type { ModelSlot } from '../../src/policy/model-slot.js';
import type { RouteOutcome } from '../../src/policy/outcome.js';
import type { RouteSettings } from '../../src/policy/route-settings.js';
import { createSdkStream } from '../../src/providers/openai-compatible/sdk-stream.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import type { ChatBody } from '../../src/request/routing-request.js';
import { nowhere } from './conditions.js';

export const openrouter: Endpoint = {
  name: 'openrouter',
  kind: 'openrouter',
  baseUrl: 'https://openrouter.ai/api/v1',
  headers: {},
  place: nowhere,
};

export const inhouse: Endpoint = { ...openrouter, name: 'inhouse', kind: 'openai', baseUrl: 'http://127.0.0.1:9/v1' };

export function slotOf(name: string, more: Partial<ModelSlot> = {}): ModelSlot {
  return { name, id: `acme/${name}`, endpoint: openrouter, labels: [], place: nowhere, ...more };
}

export function candidateOf(slot: ModelSlot, more: Partial<Candidate> = {}): Candidate {
  return { slot, model: slot.id, maxTokens: 100, enforce: {}, ...more };
}

export const decision = { id: 'd-1', policy: 'test' } as Decision;

export interface PlanInput {
  readonly slots?: readonly ModelSlot[];
  readonly candidates?: readonly Candidate[];
  readonly settings?: RouteSettings;
  readonly body?: Partial<ChatBody>;
}

/** A plan as the stages before would make it: fast, then spare, unless the test says otherwise. */
export function planOf({
  slots = [slotOf('fast'), slotOf('spare')],
  settings = {},
  ...input
}: PlanInput = {}): ExecutionPlan {
  const candidates = input.candidates ?? slots.map((slot) => candidateOf(slot));
  const chain = candidates.map(({ slot }) => slot);
  const outcome: RouteOutcome = { kind: 'route', spliced: [], chain, maxTokens: 100, place: nowhere, ...settings };
  const body = { messages: [{ role: 'user', content: 'hello' }], ...input.body } as ChatBody;
  return planExecution({ outcome, candidates }, { body });
}

/** A context on a virtual clock. */
export function contextOf(provider: Provider, more: Partial<ExecutionContext> = {}): ExecutionContext {
  return { decision, provider, runtime: createVirtualRuntime(), createStream: createSdkStream, ...more };
}

export async function complete(plan: ExecutionPlan, context: ExecutionContext): Promise<RoutedCompletion> {
  return (await execute(plan, context)) as RoutedCompletion;
}

export async function stream(plan: ExecutionPlan, context: ExecutionContext): Promise<RoutedStream> {
  return (await execute(plan, context)) as RoutedStream;
}

/** What a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not reject.');
}
