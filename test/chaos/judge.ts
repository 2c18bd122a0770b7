import type { AnswerCheck } from '../../src/execute/answer-check.js';
import { fnv1a32 } from '../../src/facts/growthbook-hash.js';
import type { Runtime } from '../../src/runtime.js';
import { seededRandom } from '../../src/seeded-random.js';

/** A check of answers that says yes, says no, throws, or takes too long: a function of the seed and the answer's id. */
export function judgeBy(seed: number, runtime: Runtime, haste = 1): AnswerCheck {
  return async ({ id }, _request, signal) => {
    const mood = seededRandom(fnv1a32(`judge ${seed} ${id}`))();
    if (mood < 0.1) throw new Error('the check throws');
    if (mood < 0.2) await runtime.sleep(8_000 / haste, signal);
    else if (mood < 0.25) await runtime.sleep(60_000 / haste, signal);
    return mood < 0.6;
  };
}
