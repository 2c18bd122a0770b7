import { describe, expect, it } from 'vitest';
import { isSampled } from '../../../src/execute/shadow/is-sampled.js';

const ids = Array.from({ length: 20_000 }, (_, index) => `decision-${index}`);
const byRequest = (percent: number, id = 's') =>
  ids.filter((decisionId) => isSampled({ id, sample: { percent } }, { decisionId, attributes: {} }));

describe('a sample', () => {
  it('has about the share that is asked for', () => {
    expect(byRequest(10).length / ids.length).toBeCloseTo(0.1, 2);
    expect(byRequest(100)).toHaveLength(ids.length);
  });

  it('keeps everyone it had when it grows', () => {
    const more = new Set(byRequest(20));
    expect(byRequest(10).every((id) => more.has(id))).toBe(true);
  });

  it('is another one for another shadow', () => {
    const others = new Set(byRequest(10, 'other'));
    const shared = byRequest(10).filter((id) => others.has(id)).length;
    expect(shared / ids.length).toBeLessThan(0.03);
  });

  it('holds on to keys', () => {
    const shadow = { id: 's', sample: { percent: 50, key: 'user.id' } };
    for (const user of ['u-1', 'u-2', 'u-3', 42]) {
      const seen = ids
        .slice(0, 20)
        .map((decisionId) => isSampled(shadow, { decisionId, attributes: { user: { id: user } } }));
      expect(new Set(seen).size).toBe(1);
    }
  });

  it.each([undefined, null, '', {}, Number.NaN])('never has a request whose key is %j', (id) => {
    const shadow = { id: 's', sample: { percent: 100, key: 'user.id' } };
    expect(isSampled(shadow, { decisionId: 'd', attributes: { user: { id } } })).toBe(false);
  });
});
