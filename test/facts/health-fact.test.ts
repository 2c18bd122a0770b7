import { describe, expect, it } from 'vitest';
import type { ModelHealth } from '../../src/facts/fact-world.js';
import type { HealthFact } from '../../src/policy/policy-document.generated.js';
import { asking, compileOne } from './support.js';

const healthy: ModelHealth = { attempts: 100, failureRate: 1.23456, answered: 98, p95Ms: 812.345 };

async function read(fields: Partial<HealthFact>, health: ModelHealth | undefined) {
  const asked: unknown[] = [];
  const fact = await compileOne({ from: 'health', of: 'fast', measure: 'failure_rate', ...fields });
  const world = {
    health(slot: string, windowMs: number) {
      asked.push([slot, windowMs]);
      return health;
    },
  };
  return { reading: await fact.read({ ...asking(''), world }), asked };
}

describe('the health of a model', () => {
  it('is its failure rate in percent, or its 95th percentile in milliseconds', async () => {
    expect((await read({}, healthy)).reading).toEqual({ known: true, value: 1.23 });
    expect((await read({ measure: 'p95_ms' }, healthy)).reading).toEqual({ known: true, value: 812.35 });
  });

  it('is asked for over its window, of five minutes unless the policy says otherwise', async () => {
    expect((await read({}, healthy)).asked).toEqual([['fast', 300_000]]);
    expect((await read({ window: '30s' }, healthy)).asked).toEqual([['fast', 30_000]]);
  });

  it('is unknown with too few attempts, and says how many there are', async () => {
    const few = { attempts: 19, failureRate: 100, answered: 3, p95Ms: 10 };
    const unknown = (detail: string) => ({ known: false, reason: 'missing', detail });
    expect((await read({}, few)).reading).toEqual(unknown('19 of 20 requests to fast'));
    expect((await read({ measure: 'p95_ms' }, few)).reading).toEqual(unknown('3 of 20 requests to fast'));
    expect((await read({ min_requests: 19 }, few)).reading).toEqual({ known: true, value: 100 });
  });

  it('is unknown where nobody observes', async () => {
    const fact = await compileOne({ from: 'health', of: 'fast', measure: 'p95_ms' });
    expect(await fact.read(asking(''))).toMatchObject({ known: false, reason: 'missing' });
    expect((await read({}, undefined)).reading).toMatchObject({ known: false });
  });
});
