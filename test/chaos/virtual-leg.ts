import type { Provider, ProviderCall } from '../../src/execute/provider.js';
import { createRouter } from '../../src/index.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { createSimulatedProvider } from '../../src/providers/simulated/simulated-provider.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import type { Runtime } from '../../src/runtime.js';
import { chaosPolicy } from './chaos-policy.js';
import { faultOf } from './fault.js';
import { flakyStore } from './flaky-store.js';
import { judgeBy } from './judge.js';
import { mischievous } from './mischievous-provider.js';
import { observedProvider, type Player, type RequestLog } from './observed-provider.js';
import type { Create } from './run-request.js';
import { type SoakResult, soak } from './soak.js';

export interface LegOptions {
  readonly seed: number;
  readonly requests: number;
  readonly concurrency: number;
  readonly onProgress?: (done: number) => void;
  /** Something that does wrong between the router and its caller, or its providers: the checker must see it. */
  readonly sabotage?: Sabotage;
}

export interface Sabotage {
  readonly create?: (create: Create, runtime: Runtime) => Create;
  readonly provider?: (provider: Provider) => Provider;
}

export interface LegResult extends SoakResult {
  /** Timers, calls and connections that are still there when all requests have ended. */
  readonly openHandles: number;
}

/** A soak in one process without a network or a clock: the same seed gives the same digest. */
export async function virtualLeg({
  seed,
  requests,
  concurrency,
  onProgress,
  sabotage = {},
}: LegOptions): Promise<LegResult> {
  const { runtime, asleep } = countedSleeps(createVirtualRuntime({ seed }));
  const logs = new Map<number, RequestLog>();
  const provider = observedProvider(
    (request) => logs.get(request) ?? { calls: [], isOver: true },
    (call, request, ordinal) => scripted(seed, runtime, call, request, ordinal),
  );
  const router = await createRouter({
    policy: { text: chaosPolicy() },
    provider: sabotage.provider?.(provider) ?? provider,
    store: flakyStore(seed, runtime),
    checks: { judged: judgeBy(seed, runtime) },
    runtime,
  });
  const create: Create = (body, options) => router.chat.completions.create(body as never, options);
  const result = await soak({
    seed,
    requests,
    concurrency,
    runtime,
    create: sabotage.create?.(create, runtime) ?? create,
    check: { haste: 1, slackMs: 0 },
    graceMs: 2_000,
    logs,
    ...(onProgress && { onProgress }),
  });
  await router.close();
  // What was let go ends in promises.
  await new Promise((resolve) => setImmediate(resolve));
  return { ...result, openHandles: asleep() };
}

const models = parsePolicy(chaosPolicy(), { file: 'chaos.yaml' }).policy?.models ?? new Map();

/** A simulated provider for one call, whose script has one step. */
function scripted(seed: number, runtime: Runtime, call: ProviderCall, request: number, ordinal: number): Player {
  const { model, messages } = call.body;
  const last = messages.at(-1) as { readonly role: string; readonly content: string };
  const begun = last.role === 'assistant' ? last.content : undefined;
  const fault = faultOf(seed, { request, ordinal, endpoint: call.endpoint.name, begun });
  const provider = createSimulatedProvider({ runtime, models, scripts: { [model]: [fault.step] } });
  return { provider: mischievous(provider, fault.mischief), fault };
}

/** Counts who sleeps: when all is over, nobody should. */
function countedSleeps(world: Runtime): { readonly runtime: Runtime; readonly asleep: () => number } {
  let asleep = 0;
  const sleep: Runtime['sleep'] = async (milliseconds, signal) => {
    asleep += 1;
    try {
      await world.sleep(milliseconds, signal);
    } finally {
      asleep -= 1;
    }
  };
  return { runtime: { ...world, sleep }, asleep: () => asleep };
}
