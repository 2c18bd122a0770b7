import { parseDuration } from '../policy/duration.js';
import type { HealthFact } from '../policy/policy-document.generated.js';
import type { FactSource } from './fact-source.js';
import type { Reading } from './reading.js';

const defaultWindow = '5m';
const defaultMinRequests = 20;

/** How a model has done lately: a measure of the world, which a fixture gives as any other fact. */
export const healthSource: FactSource<HealthFact> = {
  from: 'health',
  cost: 1,
  prepare({ of, measure, window = defaultWindow, min_requests = defaultMinRequests }) {
    const windowMs = parseDuration(window) ?? 0;
    return ({ world }) => {
      const health = world?.health?.(of, windowMs);
      if (health === undefined) return { known: false, reason: 'missing', detail: 'no requests are observed here' };
      const { failureRate, attempts, p95Ms, answered } = health;
      return measure === 'failure_rate'
        ? measured(failureRate, attempts, min_requests, of)
        : measured(p95Ms, answered, min_requests, of);
    };
  },
};

/** Too few requests say nothing: the fact is unknown then. */
function measured(value: number | undefined, requests: number, needed: number, slot: string): Reading {
  if (value !== undefined && requests >= needed) return { known: true, value: Math.round(value * 100) / 100 };
  return { known: false, reason: 'missing', detail: `${requests} of ${needed} requests to ${slot}` };
}
