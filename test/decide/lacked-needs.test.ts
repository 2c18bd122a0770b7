import { describe, expect, it } from 'vitest';
import { lackedNeeds } from '../../src/decide/lacked-needs.js';
import type { ModelSlot } from '../../src/policy/model-slot.js';
import { slotOf } from '../support/execution.js';

const lacked = (more: Partial<ModelSlot>) => lackedNeeds(slotOf('a', more), ['tools', 'vision', 'json_schema']);

describe('what a model lacks of what a request needs', () => {
  it('is nothing when nothing is known of it', () => {
    expect(lacked({})).toEqual([]);
  });

  it('is what its abilities do not name', () => {
    expect(lacked({ abilities: ['tools'] })).toEqual(['vision', 'json_schema']);
  });

  it('is what needs a parameter that it does not take', () => {
    expect(lacked({ supportedParams: ['temperature'] })).toEqual(['tools', 'json_schema']);
    expect(lacked({ supportedParams: ['tools', 'structured_outputs'] })).toEqual([]);
  });

  it('is told by its abilities rather than by its parameters', () => {
    expect(lacked({ abilities: ['tools', 'vision', 'json_schema'], supportedParams: [] })).toEqual([]);
  });
});
