import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepKeys, stepNames } from '../../../src/providers/simulated/check-step.js';
import { parseScript } from '../../../src/providers/simulated/parse-script.js';
import { ScriptError, ScriptPlayer } from '../../../src/providers/simulated/script-player.js';

const stepOf = (step: unknown) => parseScript([step]).steps[0];
const problemOf = (step: unknown) => {
  const { problems } = parseScript([step]);
  expect(problems).toHaveLength(1);
  return [problems[0]?.pointer, `${problems[0]?.message} ${problems[0]?.help}`];
};

describe('a script', () => {
  it('names failures, or describes them', () => {
    expect(stepOf('overloaded')).toEqual({ act: { kind: 'failure', name: 'overloaded' }, delayMs: 0, times: 1 });
    expect(stepOf({ fail: 'rate_limit', retry_after: 2, delay: '500ms', times: 3 })).toEqual({
      act: { kind: 'failure', name: 'rate_limit', retryAfter: 2 },
      delayMs: 500,
      times: 3,
    });
    expect(stepOf({ status: 503, retry_after: 2 })?.act).toEqual({ kind: 'status', status: 503, retryAfter: 2 });
    expect(stepOf({ cut_after: 0 })?.act).toEqual({ kind: 'broken', how: 'cut', after: 0 });
    expect(stepOf({ delay: '1s' })).toEqual({ act: { kind: 'answer' }, delayMs: 1_000, times: 1 });
    expect(stepOf({ answer: 'yes', chunk_delay: '5ms' })).toMatchObject({ act: { text: 'yes' }, chunkDelayMs: 5 });
  });

  it('takes every name it knows', () => {
    expect(parseScript(stepNames).problems).toEqual([]);
  });

  it.each([
    ['overlaoded', '/0', 'There is no step named "overlaoded". Did you mean overloaded?'],
    [7, '/0', 'A step cannot be 7.'],
    [null, '/0', 'A step cannot be null.'],
    [{}, '/0', 'A step cannot be empty.'],
    [{ stauts: 503 }, '/0/stauts', 'A step has no key "stauts". Did you mean status?'],
    [{ status: 200 }, '/0/status', 'It is an HTTP status from 400 to 599.'],
    [{ status: '503' }, '/0/status', 'status cannot be "503".'],
    [{ status: 503, cut_after: 1 }, '/0/cut_after', 'status and cut_after exclude each other.'],
    [{ fail: 'ok' }, '/0/fail', 'fail cannot be "ok".'],
    [{ cut_after: -1 }, '/0/cut_after', 'It is a number of content chunks, 0 or more.'],
    [{ delay: 500 }, '/0/delay', 'It is a duration'],
    [{ delay: '99999d' }, '/0/delay', 'It is a duration'],
    [{ retry_after: 2 }, '/0/retry_after', 'It needs fail or status beside it.'],
    [{ fail: 'reset', retry_after: 2 }, '/0/retry_after', 'reset has no error body'],
    [{ cut_after: 1, message: 'x' }, '/0/message', 'It needs fail or status or error_after beside it.'],
    [{ status: 503, finish_reason: 'stop' }, '/0/finish_reason', 'Only an answer has one.'],
    [{ times: 0 }, '/0/times', 'It is a whole number from 1 to 1000000.'],
    [{ 'a/b': 1 }, '/0/a~1b', 'A step has no key "a/b".'],
  ])('refuses %j once, at its place', (step, pointer, text) => {
    const [where, said] = problemOf(step);
    expect(where).toBe(pointer);
    expect(said).toContain(text);
  });

  it('is a list', () => {
    expect(parseScript('overloaded').problems).toMatchObject([{ pointer: '', help: 'Write [overloaded, ok].' }]);
  });

  it('is judged whatever it is, and gives all its steps or none', () => {
    const value = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.constantFrom(...stepKeys, 'toString'), fc.oneof(fc.anything(), fc.integer(), fc.constant('1s'))),
      fc.constantFrom(...stepNames),
    );
    fc.assert(
      fc.property(fc.array(value), (script) => {
        const { steps, problems } = parseScript(script);
        expect(steps).toHaveLength(problems.length > 0 ? 0 : script.length);
      }),
    );
  });
});

describe('a script player', () => {
  const kinds = (player: ScriptPlayer, keys: readonly string[], count: number) =>
    Array.from({ length: count }, () => player.next(keys).act.kind);

  it('gives each step as often as it says, then answers', () => {
    const player = new ScriptPlayer({ m: [{ status: 500, times: 2 }, 'reset'] });
    expect(kinds(player, ['m'], 5)).toEqual(['status', 'status', 'reset', 'answer', 'answer']);
  });

  it('plays the first name that has a step left', () => {
    const player = new ScriptPlayer({ slot: ['reset'], model: ['garbage'] });
    expect(kinds(player, ['slot', 'model'], 3)).toEqual(['reset', 'garbage', 'answer']);
  });

  it('keeps the script it has when a new one is wrong', () => {
    const player = new ScriptPlayer({ m: ['reset'] });
    expect(() => player.set('m', ['nonsense' as never])).toThrow(ScriptError);
    expect(kinds(player, ['m'], 1)).toEqual(['reset']);
  });
});
