import { expect, it } from 'vitest';
import { defaultBreakerSettings as settings } from '../../src/policy/breaker-settings.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { describeBudgets } from './budget-contract.js';
import { describeStore } from './store-contract.js';

describeStore('the store in memory', (now) => createMemoryStore({ now }));
describeBudgets('the store in memory', (now) => createMemoryStore({ now }));

it('answers at once, so that a request does not wait for it', () => {
  const { breakers } = createMemoryStore({ now: () => 0 });
  expect(breakers.admit('a', { leaseMs: 1, force: false })).not.toBeInstanceOf(Promise);
  expect(breakers.report('a', { signal: { kind: 'success' }, settings })).not.toBeInstanceOf(Promise);
});

it('does not forget an open breaker, however many targets there are', () => {
  const { breakers } = createMemoryStore({ now: () => 0 });
  breakers.report('open', { signal: { kind: 'opens' }, settings });
  for (let index = 0; index < 25_000; index += 1) {
    breakers.report(`target ${index}`, { signal: { kind: 'success' }, settings });
  }
  expect(breakers.admit('open', { leaseMs: 1, force: false })).toMatchObject({ kind: 'refused' });
});
