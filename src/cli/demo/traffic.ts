import { setTimeout as wait } from 'node:timers/promises';
import { countOf } from '../count-of.js';
import { writeLine } from '../io.js';
import { send } from './send.js';
import type { Stage } from './stage.js';

/** Requests that flow one after the other until they are stopped. */
export interface Traffic {
  /** Resolves when so many more requests have been answered. */
  answered(count: number): Promise<void>;
  /** Writes a line for every run of answers by one model and version since the last telling. */
  tell(): Promise<void>;
  stop(): Promise<void>;
}

const pauseMs = 15;

/** Starts the traffic: summaries, which the policy `orchestration` decides. */
export function startTraffic(stage: Stage): Traffic {
  const answers: string[] = [];
  let told = 0;
  let stopped = false;
  const flow = (async () => {
    while (!stopped) {
      const request = { policy: 'orchestration', prompt: 'Summarize the minutes.', attributes: { task: 'summarize' } };
      const { routing, model } = await send(stage, request);
      answers.push(`${model}  version ${routing.decision.version}`);
      await wait(pauseMs);
    }
  })();
  // A failure is told by whoever waits for answers, or at the stop.
  flow.catch(() => undefined);
  return {
    async answered(count) {
      const enough = answers.length + count;
      while (answers.length < enough) await Promise.race([wait(pauseMs), flow]);
    },
    async tell() {
      const { io, paint } = stage;
      for (const [answer, count] of runsOf(answers.slice(told))) {
        await writeLine(io.stdout, `  ${paint.green(countOf(count, 'answer').padStart(11))}  ${answer}`);
      }
      told = answers.length;
    },
    async stop() {
      stopped = true;
      await flow;
    },
  };
}

/** Equal neighbours together, with how many they are. */
function runsOf(items: readonly string[]): readonly (readonly [string, number])[] {
  const runs: [string, number][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last?.[0] === item) last[1] += 1;
    else runs.push([item, 1]);
  }
  return runs;
}
