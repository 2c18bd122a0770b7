import { ageOf, type Measurement } from '../../plan/measured-choice.js';
import type { Runtime } from '../../runtime.js';
import { failureConsequences } from '../failure-class.js';
import type { Attempt } from '../routing-report.js';

/** How much of the average the newest sample is, at least. */
const latencyWeight = 0.2;
const failureWeight = 0.3;

/** Live performance of targets, as this process sees it. Streams and whole answers are measured apart. */
export interface Measurements {
  read(target: string, stream: boolean): Measurement | undefined;
  start(target: string, stream: boolean): void;
  /** Takes in an attempt that has ended; each start has one end. */
  end(target: string, stream: boolean, attempt: Sample): void;
}

type Sample = Pick<Attempt, 'outcome' | 'duration_ms' | 'first_token_ms'>;

interface Measured {
  latencyMs: number | undefined;
  failureShare: number;
  inFlight: number;
  measuredAt: number;
}

export function createMeasurements({ now }: Pick<Runtime, 'now'>): Measurements {
  const measured = { streams: new Map<string, Measured>(), answers: new Map<string, Measured>() };

  function find(target: string, stream: boolean): Measured {
    const targets = stream ? measured.streams : measured.answers;
    let found = targets.get(target);
    if (found === undefined) {
      found = { latencyMs: undefined, failureShare: 0, inFlight: 0, measuredAt: now() };
      targets.set(target, found);
    }
    return found;
  }

  return {
    read(target, stream) {
      const found = (stream ? measured.streams : measured.answers).get(target);
      return found && { ...found, idleMs: Math.max(0, now() - found.measuredAt) };
    },
    start(target, stream) {
      find(target, stream).inFlight += 1;
    },
    end(target, stream, attempt) {
      const found = find(target, stream);
      found.inFlight = Math.max(0, found.inFlight - 1);
      const failed = attempt.outcome !== 'ok' && failureConsequences[attempt.outcome].breaker !== 'ignores';
      if (attempt.outcome !== 'ok' && !failed) return;
      // Where the last sample is long ago, the newest says nearly all there is to say.
      const news = 1 - ageOf(now() - found.measuredAt);
      found.measuredAt = now();
      found.failureShare = average(found.failureShare, failed ? 1 : 0, Math.max(failureWeight, news));
      // How fast a target fails says nothing of how fast it answers.
      if (failed) return;
      const latencyMs = attempt.first_token_ms ?? attempt.duration_ms;
      found.latencyMs = average(found.latencyMs ?? latencyMs, latencyMs, Math.max(latencyWeight, news));
    },
  };
}

function average(before: number, sample: number, weight: number): number {
  return before + weight * (sample - before);
}
