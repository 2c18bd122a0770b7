import { createRouter } from '../../src/index.js';
import { createOpenAiProvider } from '../../src/providers/openai-compatible/openai-provider.js';
import type { Scripts } from '../../src/providers/simulated/script-player.js';
import type { ScriptStep } from '../../src/providers/simulated/script-step.js';
import { startSimulatedProvider } from '../../src/providers/simulated/simulated-server.js';
import { systemRuntime } from '../../src/system-runtime.js';
import { garbageNames, startGarbageServer } from '../support/garbage-server.js';
import { chaosPolicy } from './chaos-policy.js';
import { faultOf } from './fault.js';
import { judgeBy } from './judge.js';
import { observedProvider, type RequestLog } from './observed-provider.js';
import { openHandles } from './open-handles.js';
import type { Create } from './run-request.js';
import { soak } from './soak.js';
import type { LegOptions, LegResult } from './virtual-leg.js';

/** Real time is scarce: everything is so many times shorter. */
const haste = 10;

/** Servers and clients share a process: more at once, and every time that is stated here passes. */
const mostAtOnce = 32;

/** How late a busy machine may make things, in milliseconds. */
const slackMs = 5_000;

/** The same over sockets and in real time: two servers that play scripts, and one that sends nothing but garbage. */
export async function httpLeg({ seed, requests, concurrency, onProgress }: LegOptions): Promise<LegResult> {
  const before = openHandles();
  const [hub, direct, inhouse] = await Promise.all([
    startSimulatedProvider({
      kind: 'openrouter',
      scripts: scriptsOf(seed, 'hub', ['acme/first', 'acme/spread'], requests),
    }),
    startSimulatedProvider({ scripts: scriptsOf(seed, 'direct', ['second', 'spread'], requests) }),
    startGarbageServer(...garbageNames),
  ]);
  const logs = new Map<number, RequestLog>();
  const provider = createOpenAiProvider({ env: {} });
  const router = await createRouter({
    policy: { text: chaosPolicy({ hub: hub.url, direct: direct.url, inhouse: inhouse.url }, haste) },
    provider: observedProvider(
      (request) => logs.get(request) ?? { calls: [], isOver: true },
      () => ({ provider }),
    ),
    checks: { judged: judgeBy(seed, systemRuntime, haste) },
  });
  const create: Create = (body, options) => router.chat.completions.create(body as never, options);
  const check = { haste, slackMs };
  const result = await soak({
    seed,
    requests,
    concurrency: Math.min(concurrency, mostAtOnce),
    runtime: systemRuntime,
    create,
    check,
    graceMs: slackMs,
    logs,
    ...(onProgress && { onProgress }),
  });
  await Promise.all([router.close(), hub.close(), direct.close(), inhouse.close()]);
  return { ...result, openHandles: await leftOf(before) };
}

function scriptsOf(seed: number, endpoint: string, models: readonly string[], requests: number): Scripts {
  const script = (ordinal: number): ScriptStep[] =>
    Array.from({ length: requests }, (_, request) =>
      faster(faultOf(seed, { request, ordinal, endpoint, begun: undefined }).step),
    );
  return Object.fromEntries(models.map((model, ordinal) => [model, script(ordinal)]));
}

function faster(step: ScriptStep): ScriptStep {
  if (typeof step === 'string') return step;
  const times = Object.entries(step).map(([key, value]) => [key, /delay/.test(key) ? shorter(String(value)) : value]);
  return Object.fromEntries(times);
}

function shorter(duration: string): string {
  return `${Math.round(Number.parseInt(duration, 10) / haste)}ms`;
}

/** Sockets take a moment to close. */
async function leftOf(before: number): Promise<number> {
  for (let turn = 0; turn < 100 && openHandles() > before; turn += 1) await systemRuntime.sleep(20);
  return Math.max(0, openHandles() - before);
}
