import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compileFacts } from '../../src/facts/fact-catalogue.js';
import type { CustomFact } from '../../src/facts/fact-source.js';
import { asking, compileOne, declare, known, missing } from './support.js';

const text = { from: 'custom', type: 'string' } as const;
const fact = (compute: CustomFact, timeout?: string) =>
  compileOne(timeout === undefined ? text : { ...text, timeout }, { customFacts: { it: compute } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a custom fact', () => {
  it('is what its function returns for the request', async () => {
    const { read } = await fact((request) => request.attributes.team);
    expect(read(asking('', { attributes: { team: 'blue' } }))).toEqual(known('blue'));
  });

  it('is what its promise resolves to', async () => {
    const { read } = await fact(async () => 'blue');
    expect(await read(asking(''))).toEqual(known('blue'));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for any thenable', async () => {
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library
    const { read } = await fact(() => ({ then: (resolve: (value: string) => void) => resolve('blue') }));
    expect(await read(asking(''))).toEqual(known('blue'));
  });

  it.each([undefined, null])('is missing when its function gives %s', async (value) => {
    expect(await (await fact(async () => value)).read(asking(''))).toEqual(missing);
  });

  it('is missing and flagged when its value is of another type', async () => {
    expect((await fact(() => 7)).read(asking(''))).toEqual({ known: false, reason: 'missing', flag: 'wrong_type' });
  });

  it('is flagged outside one_of', async () => {
    const declaration = { ...text, one_of: ['blue'] };
    const { read } = await compileOne(declaration, { customFacts: { it: () => 'red' } });
    expect(read(asking(''))).toEqual({ known: true, value: 'red', flag: 'outside_one_of' });
  });

  it('has failed when its function throws', async () => {
    const { read } = await fact(() => {
      throw new Error('no database');
    });
    expect(read(asking(''))).toEqual({ known: false, reason: 'failed', detail: 'no database' });
  });

  it('has failed when its promise rejects, with whatever', async () => {
    const rejecting = (reason: unknown) => fact(() => Promise.reject(reason));
    const failed = { known: false, reason: 'failed' };
    expect(await (await rejecting(new Error('no database'))).read(asking(''))).toEqual({
      ...failed,
      detail: 'no database',
    });
    expect(await (await rejecting(Object.create(null))).read(asking(''))).toEqual({
      ...failed,
      detail: 'threw a object',
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has failed also when what it rejects with cannot be shown', async () => {
    const unshown = Object.defineProperty(new Error(), 'message', {
      get() {
        throw new Error('no');
      },
    });
    const { read } = await fact(() => Promise.reject(unshown));
    expect(await read(asking(''))).toEqual({
      known: false,
      reason: 'failed',
      detail: 'a thrown object that cannot be shown',
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is unknown after a second, and its signal aborts', async () => {
    let signal: AbortSignal | undefined;
    const { read } = await fact((_, given) => {
      signal = given;
      return new Promise(() => {});
    });
    const reading = read(asking(''));
    await vi.advanceTimersByTimeAsync(999);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await reading).toEqual({ known: false, reason: 'timeout', detail: 'no answer within 1s' });
    expect(signal?.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('has the timeout that the policy states', async () => {
    const { read } = await fact(() => new Promise(() => {}), '5s');
    const reading = read(asking(''));
    await vi.advanceTimersByTimeAsync(4999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await reading).toMatchObject({ reason: 'timeout' });
  });

  it('ignores what comes late, a rejection too', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { read } = await fact(
      (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject)),
    );
    const reading = read(asking(''));
    await vi.advanceTimersByTimeAsync(1000);
    expect(await reading).toMatchObject({ reason: 'timeout' });
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('a custom fact without a function', () => {
  it('is an error that says what is registered', async () => {
    const declarations = new Map([['user_score', declare(text, 'user_score')]]);
    const customFacts = { userScore: () => 1, other: () => 2 };
    const { diagnostics } = await compileFacts(declarations, { customFacts });
    expect(diagnostics).toMatchObject([{ code: 'custom-fact-missing', severity: 'error', place: { line: 3 } }]);
    expect(diagnostics[0]?.message).toContain('did you mean "userScore"?');
    expect(diagnostics[0]?.help).toBe(
      'Pass facts: { user_score: (request, signal) => … } to createRouter. Registered are: userScore, other.',
    );
  });

  it('is no error where no service is there to register any', async () => {
    const { diagnostics, read } = await compileOne(text);
    expect(diagnostics).toEqual([]);
    expect(read(asking(''))).toEqual(missing);
  });

  it('does not find one on the prototype', async () => {
    const { diagnostics } = await compileFacts(new Map([['toString', declare(text, 'toString')]]), { customFacts: {} });
    expect(diagnostics).toMatchObject([{ code: 'custom-fact-missing' }]);
  });
});
