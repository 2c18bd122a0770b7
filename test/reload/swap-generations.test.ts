import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/reload/generation.js';
import { type PolicySetState, swapGenerations } from '../../src/reload/swap-generations.js';

const empty: PolicySetState<string> = { generations: new Map(), refusals: new Map() };

/** A policy `name` in `name.yaml` that reads these files at these contents; good unless said. */
function candidate(name: string, files: Readonly<Record<string, string>>, good = true): Candidate<string> {
  const file = `${name}.yaml`;
  const stamps = Object.entries(files).map(([path, hash]) => ({ file: path, hash }));
  const version = JSON.stringify(files);
  const place = { file, pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    name: good ? name : undefined,
    file,
    version,
    compiled: good ? version : undefined,
    files: stamps,
    diagnostics: good ? [] : [{ code: 'yaml-syntax', severity: 'error', message: `${name} is bad`, place }],
    sources: [],
  };
}

const bad = (name: string, files: Readonly<Record<string, string>>): Candidate<string> => candidate(name, files, false);

function play(...rounds: readonly (readonly Candidate<string>[])[]) {
  let result: ReturnType<typeof swapGenerations<string>> = { state: empty, events: [] };
  for (const round of rounds) result = swapGenerations(result.state, round);
  return {
    served: Object.fromEntries([...result.state.generations].map(([name, { compiled }]) => [name, compiled])),
    events: result.events.map((event) => [event.type, event.policy ?? ('file' in event ? event.file : '')]),
    detail: result.events,
    state: result.state,
  };
}

const a1 = candidate('a', { 'a.yaml': '1' });
const a2 = candidate('a', { 'a.yaml': '2' });
const b1 = candidate('b', { 'b.yaml': '1' });
const b2 = candidate('b', { 'b.yaml': '2' });

describe('a swap', () => {
  it('serves new policies and new versions', () => {
    const { served, detail } = play([a1], [a2, b1]);
    expect(served).toEqual({ a: a2.version, b: b1.version });
    expect(detail).toMatchObject([
      { type: 'policy-applied', policy: 'a', version: a2.version, previous: a1.version },
      { type: 'policy-applied', policy: 'b', version: b1.version, previous: undefined },
    ]);
  });

  it('keeps the generation of a policy that has not changed, as the same object', () => {
    const before = play([a1, b1]).state;
    const { state, events } = swapGenerations(before, [a1, b2]);
    expect(state.generations.get('a')).toBe(before.generations.get('a'));
    expect(events).toHaveLength(1);
  });

  it('changes nothing for a bad policy, while others swap', () => {
    const { served, events } = play([a1, b1], [bad('a', { 'a.yaml': '2' }), b2]);
    expect(served).toEqual({ a: a1.version, b: b2.version });
    expect(events).toEqual([
      ['policy-applied', 'b'],
      ['policy-refused', 'a'],
    ]);
  });

  it('tells of a refusal once for each content', () => {
    const broken = bad('a', { 'a.yaml': '2' });
    expect(play([a1, b1], [broken, b1], [broken, b2]).events).toEqual([['policy-applied', 'b']]);
    expect(play([a1], [broken], [bad('a', { 'a.yaml': '3' })]).events).toEqual([['policy-refused', 'a']]);
  });

  it('tells that a refused file is as good again as what is served', () => {
    const { detail } = play([a1], [bad('a', { 'a.yaml': '2' })], [a1]);
    expect(detail).toMatchObject([{ type: 'policy-applied', version: a1.version, previous: a1.version }]);
  });

  it('names the file of a policy that never was good', () => {
    expect(play([bad('a', { 'a.yaml': '1' })]).events).toEqual([['policy-refused', 'a.yaml']]);
  });

  it('keeps a policy whose file is gone, and says so once', () => {
    const { served, events } = play([a1, b1], [b1]);
    expect(served).toEqual({ a: a1.version, b: b1.version });
    expect(events).toEqual([['policy-refused', 'a']]);
    expect(play([a1, b1], [b1], [b2]).events).toEqual([['policy-applied', 'b']]);
    expect(play([a1, b1], [b1], [a1, b1]).events).toEqual([['policy-applied', 'a']]);
  });

  it('follows a policy that moves to another file', () => {
    const moved = { ...a1, file: 'moved.yaml' };
    expect(play([a1], [moved]).events).toEqual([]);
    const { events } = play([a1], [moved], [{ ...bad('a', { 'moved.yaml': '2' }), file: 'moved.yaml' }]);
    expect(events).toEqual([['policy-refused', 'a']]);
  });

  it('does not take a second file with the same name for the policy itself', () => {
    const copy = { ...bad('copy', { 'copy.yaml': '1' }), name: 'a' };
    const { served, detail } = play([a1], [a2, copy]);
    expect(served).toEqual({ a: a2.version });
    expect(detail).toMatchObject([{ type: 'policy-applied' }, { type: 'policy-refused', file: 'copy.yaml' }]);
  });
});

describe('a changed include', () => {
  const user = (name: string, shared: string, own = '1') =>
    candidate(name, { [`${name}.yaml`]: own, 'shared.yaml': shared });
  const badUser = (name: string, shared: string, own = '1') =>
    bad(name, { [`${name}.yaml`]: own, 'shared.yaml': shared });

  it('swaps all its users', () => {
    const { served } = play([user('a', '1'), user('b', '1')], [user('a', '2'), user('b', '2')]);
    expect(served).toEqual({ a: user('a', '2').version, b: user('b', '2').version });
  });

  it('swaps none of its users when one of them is bad, and says which', () => {
    const before = [user('a', '1'), user('b', '1')];
    const other = candidate('c', { 'c.yaml': '1' });
    const { served, detail } = play(
      [...before, other],
      [user('a', '2'), badUser('b', '2'), candidate('c', { 'c.yaml': '2' })],
    );
    expect(served).toMatchObject({ a: user('a', '1').version, b: user('b', '1').version });
    expect(served.c).toBe('{"c.yaml":"2"}');
    expect(detail.filter(({ type }) => type === 'policy-refused')).toMatchObject([
      { policy: 'a', heldBackBy: ['b'], diagnostics: [{ message: 'b is bad' }] },
      { policy: 'b', heldBackBy: [] },
    ]);
  });

  it('is held back also by a user too broken to say what it includes', () => {
    const { served } = play([user('a', '1'), user('b', '1')], [user('a', '2'), bad('b', { 'b.yaml': '2' })]);
    expect(served.a).toBe(user('a', '1').version);
  });

  it('swaps all users once the bad one is good again', () => {
    const { served, events } = play(
      [user('a', '1'), user('b', '1')],
      [user('a', '2'), badUser('b', '2', '2')],
      [user('a', '2'), user('b', '2', '3')],
    );
    expect(served).toEqual({ a: user('a', '2').version, b: user('b', '2', '3').version });
    expect(events).toHaveLength(2);
  });

  it('is not held back by a new policy that is bad', () => {
    const { served } = play([user('a', '1')], [user('a', '2'), badUser('b', '2')]);
    expect(served).toEqual({ a: user('a', '2').version });
  });

  it('does not tie policies together in which nothing shared has changed', () => {
    const { served } = play([user('a', '1'), user('b', '1')], [user('a', '1', '2'), badUser('b', '1', '2')]);
    expect(served.a).toBe(user('a', '1', '2').version);
  });

  it('reaches policies through one another', () => {
    const chain = (x: string, y: string, c: typeof candidate | typeof bad) => [
      candidate('a', { 'a.yaml': '1', 'x.yaml': x }),
      candidate('b', { 'b.yaml': '1', 'x.yaml': x, 'y.yaml': y }),
      c('c', { 'c.yaml': '1', 'y.yaml': y }),
    ];
    const { served } = play(chain('1', '1', candidate), chain('2', '2', bad));
    expect(served.a).toBe('{"a.yaml":"1","x.yaml":"1"}');
  });
});

describe('whatever happens to the files', () => {
  const names = ['a', 'b', 'c', 'd'];
  const includes = ['x.yaml', 'y.yaml'];
  const uses: Readonly<Record<string, readonly string[]>> = {
    a: ['x.yaml'],
    b: ['x.yaml', 'y.yaml'],
    c: ['y.yaml'],
    d: [],
  };
  const content = fc.constantFrom('1', '2', '3');
  const round = fc.record({
    own: fc.tuple(content, content, content, content),
    shared: fc.tuple(content, content),
    good: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
    present: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
  });
  type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;

  const candidatesOf = ({ own, shared, good, present }: Round) =>
    names.flatMap((name, index) => {
      const files = Object.fromEntries([
        [`${name}.yaml`, own[index]!],
        ...(uses[name] ?? []).map((include) => [include, shared[includes.indexOf(include)]!]),
      ]);
      return present[index] ? [candidate(name, files, good[index])] : [];
    });

  it('no policy that was served is lost, and only good versions are served', () => {
    fc.assert(
      fc.property(fc.array(round, { maxLength: 8 }), (rounds) => {
        let state = empty;
        for (const candidates of rounds.map(candidatesOf)) {
          const before = state;
          state = swapGenerations(state, candidates).state;
          for (const name of before.generations.keys()) expect(state.generations.has(name)).toBe(true);
          for (const [name, { version }] of state.generations) {
            const good = candidates.some((one) => one.compiled !== undefined && one.version === version);
            expect(good || before.generations.get(name)?.version === version).toBe(true);
          }
        }
      }),
    );
  });

  it('users of an include that is read by all of them read the same content', () => {
    fc.assert(
      fc.property(fc.array(round, { maxLength: 8 }), (rounds) => {
        let state = swapGenerations(empty, candidatesOf({ ...start })).state;
        for (const one of rounds.map((each) => ({ ...each, present: start.present }))) {
          state = swapGenerations(state, candidatesOf(one)).state;
          for (const include of includes) {
            const read = [...state.generations.values()].flatMap(({ files }) =>
              files.filter(({ file }) => file === include).map(({ hash }) => hash),
            );
            expect(new Set(read).size).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  const start: Round = {
    own: ['1', '1', '1', '1'],
    shared: ['1', '1'],
    good: [true, true, true, true],
    present: [true, true, true, true],
  };

  it('the same files again tell nothing new', () => {
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 5 }), (rounds) => {
        let state = empty;
        for (const one of rounds) state = swapGenerations(state, candidatesOf(one)).state;
        expect(swapGenerations(state, candidatesOf(rounds.at(-1)!)).events).toEqual([]);
      }),
    );
  });
});
