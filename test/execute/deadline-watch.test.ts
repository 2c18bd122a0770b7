import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type AttemptTimes, type DeadlineName, DeadlineWatch } from '../../src/execute/deadline-watch.js';
import { createVirtualRuntime } from '../../src/providers/simulated/virtual-runtime.js';
import type { Runtime } from '../../src/runtime.js';

/** Plays a scenario on a virtual clock; gives the deadline that passed and when, in milliseconds after the start. */
function play(
  times: Partial<AttemptTimes>,
  scenario: (watch: DeadlineWatch, sleep: (ms: number) => Promise<void>) => Promise<void>,
) {
  const runtime = createVirtualRuntime({ now: 0 });
  return new Promise<[DeadlineName, number] | 'stopped'>((resolve) => {
    const all = { firstTokenMs: 300, idleMs: 100, totalMs: 1_000, requestEndsAt: 2_000, ...times };
    const watch = new DeadlineWatch(runtime, all, (deadline) => resolve([deadline, runtime.now()]));
    void scenario(watch, runtime.sleep).then(async () => {
      await runtime.sleep(10_000);
      watch.stop();
      resolve('stopped');
    });
  });
}

describe('DeadlineWatch', () => {
  it('misses the first token', async () => {
    expect(await play({}, async () => {})).toEqual(['first_token', 300]);
  });

  it('is not appeased by chunks that carry nothing', async () => {
    const passed = play({}, async (watch, sleep) => {
      for (let chunk = 0; chunk < 10; chunk += 1) {
        await sleep(50);
        watch.progress(false);
      }
    });
    expect(await passed).toEqual(['first_token', 300]);
  });

  it('counts quiet anew from every chunk', async () => {
    const passed = play({}, async (watch, sleep) => {
      for (let chunk = 0; chunk < 3; chunk += 1) {
        await sleep(90);
        watch.progress(true);
      }
    });
    expect(await passed).toEqual(['idle', 370]);
  });

  it('ends an attempt that takes too long although chunks keep coming', async () => {
    const passed = play({ totalMs: 250 }, async (watch, sleep) => {
      for (let chunk = 0; chunk < 9; chunk += 1) {
        await sleep(50);
        watch.progress(true);
      }
    });
    expect(await passed).toEqual(['total', 250]);
  });

  it("does not hold the reader's slowness against the provider", async () => {
    const passed = play({ totalMs: 120 }, async (watch, sleep) => {
      await sleep(50);
      watch.progress(true);
      watch.pause();
      await sleep(1_000);
      watch.resume();
    });
    expect(await passed).toEqual(['total', 1_120]);
  });

  it('ends the request although the reader is slow', async () => {
    const passed = play({}, async (watch, sleep) => {
      await sleep(10);
      watch.progress(true);
      watch.pause();
    });
    expect(await passed).toEqual(['request', 2_000]);
  });

  it('says nothing after it was stopped', async () => {
    expect(await play({}, async (watch) => watch.stop())).toBe('stopped');
  });

  it('takes a sleep at its word when the clock was set back meanwhile', async () => {
    let now = 1_000_000;
    const passed: DeadlineName[] = [];
    const sleep = async (): Promise<void> => {
      await setImmediate();
      now -= 5_000;
    };
    new DeadlineWatch({ now: () => now, sleep }, { totalMs: 50, requestEndsAt: now + 100 }, (name) =>
      passed.push(name),
    );
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    expect(passed).toEqual(['total']);
  });

  it("lets the process end once it was the reader's turn", async () => {
    const { now, sleep } = createVirtualRuntime();
    const background: (boolean | undefined)[] = [];
    const noting: Runtime['sleep'] = (ms, signal, options) => {
      background.push(options?.background);
      return sleep(ms, signal);
    };
    const times = { firstTokenMs: 50, idleMs: 50, totalMs: 100, requestEndsAt: now() + 1_000 };
    const watch = new DeadlineWatch({ now, sleep: noting }, times, () => {});
    watch.pause();
    await sleep(10);
    watch.resume();
    watch.pause();
    await sleep(10);
    watch.stop();
    expect(background).toEqual([false, true]);
  });

  it('ends when the world cannot sleep', async () => {
    let sleeps = 0;
    const sleep = (): Promise<void> => {
      sleeps += 1;
      return Promise.reject(new Error('no sleep'));
    };
    new DeadlineWatch({ now: () => 0, sleep }, { totalMs: 50, requestEndsAt: 100 }, () => {});
    await setImmediate();
    expect(sleeps).toBe(1);
  });
});
