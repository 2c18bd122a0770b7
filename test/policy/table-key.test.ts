import { describe, expect, it } from 'vitest';
import type { FactDomain } from '../../src/policy/fact-domain.js';
import { parseTableKey } from '../../src/policy/table-key.js';

const number: FactDomain = { type: 'number', open: true, integer: false };
const text: FactDomain = { type: 'string', open: true, values: ['below 5', 'draft'] };

describe('parseTableKey', () => {
  it.each([
    ['below 500', { operator: 'below', value: 500 }],
    ['at_most  -1.5', { operator: 'at_most', value: -1.5 }],
    ['above 1e3', { operator: 'above', value: 1000 }],
    ['at_least .5', { operator: 'at_least', value: 0.5 }],
    ['between 1 and 5', { operator: 'between', value: [1, 5] }],
    ['7', { operator: 'is', value: 7 }],
  ])('reads %j as a test of a number', (key, expected) => {
    expect(parseTableKey(key, number)).toEqual({ kind: 'test', ...expected });
  });

  it.each(['below', 'below x', 'under 5', 'between 1 and', 'between 1, 5', '0x10', 'NaN', 'Infinity', ''])(
    'does not read %j as a test of a number',
    (key) => {
      expect(parseTableKey(key, number).kind).toBe('unreadable');
    },
  );

  it.each(['1_000', 'below 2_000', 'at_least 3:30'])('names the surprise in %j', (key) => {
    expect(parseTableKey(key, number).kind).toBe('surprise');
  });

  it('reads a value of a text as it is, also one that looks like a test', () => {
    expect(parseTableKey('below 5', text)).toEqual({ kind: 'test', operator: 'is', value: 'below 5' });
    expect(parseTableKey('below 6', text).kind).toBe('unreadable');
    expect(parseTableKey('10', text)).toEqual({ kind: 'test', operator: 'is', value: '10' });
  });

  it('reads the booleans of YAML 1.2, and names the others', () => {
    expect(parseTableKey('True', { type: 'boolean' })).toEqual({ kind: 'test', operator: 'is', value: true });
    expect(parseTableKey('off', { type: 'boolean' }).kind).toBe('surprise');
    expect(parseTableKey('maybe', { type: 'boolean' }).kind).toBe('unreadable');
  });

  it('knows otherwise for every type', () => {
    for (const domain of [number, text, { type: 'boolean' }, { type: 'list', open: true }] as const) {
      expect(parseTableKey('otherwise', domain)).toEqual({ kind: 'otherwise' });
    }
  });
});
