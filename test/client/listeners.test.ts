import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Listeners } from '../../src/client/listeners.js';

describe('listeners', () => {
  it('are all told, in order, also when one throws, which becomes a warning', async () => {
    const listeners = new Listeners<{ ping: [number] }>();
    const told: string[] = [];
    listeners.add('ping', (value) => told.push(`first ${value}`));
    listeners.add('ping', () => {
      throw new Error('the second is broken');
    });
    listeners.add('ping', (value) => told.push(`third ${value}`));
    const warning = once(process, 'warning');
    listeners.tell('ping', 7);
    expect(told).toEqual(['first 7', 'third 7']);
    expect(await warning).toMatchObject([
      { name: 'SignalboxWarning', message: expect.stringContaining('the second is broken') },
    ]);
  });

  it('may be removed, also while they are told', () => {
    const listeners = new Listeners<{ ping: [] }>();
    const told: string[] = [];
    const second = () => told.push('second');
    listeners.add('ping', () => listeners.remove('ping', second));
    listeners.add('ping', second);
    listeners.tell('ping');
    listeners.tell('ping');
    expect(told).toEqual(['second']);
  });
});
