import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../src/execute/cancellation.js';

describe('a cancellation', () => {
  it('calls back everyone who is not forgotten, once, with its first reason', () => {
    const cancel = new Cancellation();
    const told: unknown[] = [];
    const forgotten = () => told.push('forgotten');
    cancel.onAbort(() => told.push(cancel.reason));
    cancel.onAbort(forgotten);
    cancel.forget(forgotten);
    cancel.abort('enough');
    cancel.abort('again');
    expect(told).toEqual(['enough']);
    expect(cancel).toMatchObject({ aborted: true, reason: 'enough' });
  });

  it('has the reason of an AbortController when it is given none', () => {
    const cancel = new Cancellation();
    cancel.abort();
    const controller = new AbortController();
    controller.abort();
    expect(cancel.reason).toEqual(controller.signal.reason);
    expect(cancel.reason).toMatchObject({ name: 'AbortError', message: controller.signal.reason.message });
  });

  it('aborts its signal, whether that was asked for before or after', () => {
    const before = new Cancellation();
    const { signal } = before;
    before.abort('enough');
    expect(signal).toMatchObject({ aborted: true, reason: 'enough' });
    const after = new Cancellation();
    after.abort('enough');
    expect(after.signal).toMatchObject({ aborted: true, reason: 'enough' });
  });

  it('ends when its controller is aborted', () => {
    const cancel = new Cancellation();
    const told: unknown[] = [];
    cancel.onAbort(() => told.push(cancel.reason));
    cancel.controller.abort('by the reader');
    expect(told).toEqual(['by the reader']);
    expect(cancel.controller).toBe(cancel.controller);
  });
});
