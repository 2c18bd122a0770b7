import { describe, expect, it, onTestFinished } from 'vitest';
import type { FailureClass } from '../../../src/execute/failure-class.js';
import { routingOf } from '../../../src/execute/routing-of.js';
import { createOpenAiProvider } from '../../../src/providers/openai-compatible/openai-provider.js';
import { systemRuntime } from '../../../src/system-runtime.js';
import { complete, contextOf, inhouse, planOf, rejectionOf, slotOf, stream } from '../../support/execution.js';
import { type Garbage, garbageNames, startGarbageServer } from '../../support/garbage-server.js';

const context = contextOf(createOpenAiProvider({ env: {} }), { runtime: { ...systemRuntime, random: () => 0 } });

/** A stream's line may have 4 MiB; the rest stands in the buffers of the system and of fetch. */
const mostBytes = 8_000_000;

/** Where nothing but the time tells that no answer will come; at bad gzip, since fetch itself says nothing (Node 20). */
const onlyTimeTells: readonly Garbage[] = [
  'endless comments',
  'endless empty chunks',
  'an endless body',
  'gzip that is none',
];

/** Endless, but refused for what it is before its time is up. */
const refused: Partial<Record<Garbage, readonly FailureClass[]>> = {
  'an endless error': ['overloaded'],
  'endless headers': ['network'],
  'a stream of null': ['truncated'],
};

describe.each(garbageNames)('a server that sends %s', (garbage) => {
  it.each([false, true])('is a classified failure, bounded in memory (streaming: %s)', async (streaming) => {
    const server = await startGarbageServer(garbage);
    onTestFinished(() => server.close());
    const plan = planOf({
      slots: [slotOf('fast', { endpoint: { ...inhouse, baseUrl: server.url } })],
      settings: { retry: { attempts: 1 }, timeout: { totalMs: onlyTimeTells.includes(garbage) ? 300 : 20_000 } },
      body: { stream: streaming },
    });
    const error = await rejectionOf(streaming ? stream(plan, context) : complete(plan, context));
    const outcome = routingOf(error)?.attempts[0]?.outcome as FailureClass;
    expect(outcome).not.toBe('unknown');
    if (onlyTimeTells.includes(garbage)) expect(['timeout', 'truncated', 'network']).toContain(outcome);
    else expect(refused[garbage] ?? ['truncated', 'network']).toContain(outcome);
    expect(server.bytes()).toBeLessThan(mostBytes);
  });
});
