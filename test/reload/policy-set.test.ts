import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadedPolicies } from '../../src/policy/load-policy.js';
import type { Policy } from '../../src/policy/policy.js';
import { PolicySet } from '../../src/reload/policy-set.js';
import { type ToyPolicySet, toyPolicySet } from './policy-files.js';

let folder: string;
let toys: ToyPolicySet;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-'));
  toys = toyPolicySet(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

describe('a policy set', () => {
  it('serves what was compiled, by name', async () => {
    await write('a.yaml', 'one');
    await toys.set.reload();
    expect(toys.set.get('a')).toMatchObject({ name: 'a', compiled: 'one', file: join(folder, 'a.yaml') });
    expect(toys.set.get('b')).toBeUndefined();
  });

  it('compiles only what changed', async () => {
    await write('a.yaml', 'one');
    await write('b.yaml', 'one');
    await toys.set.reload();
    await write('b.yaml', 'two');
    await toys.set.reload();
    expect(toys.compiled).toEqual(['a', 'b', 'b']);
  });

  it('warns of what is worth it when one generation takes the place of another', async () => {
    const place = { file: 'a.yaml', pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
    const set = new PolicySet<string>({
      load: async () => loaded,
      compile: async ({ version }) => ({ compiled: version, diagnostics: [] }),
      compare: (previous, next) => [
        { code: 'arms-changed', severity: 'warning', message: `${previous} to ${next}`, place },
      ],
    });
    const policyOf = (version: string) => ({ name: 'a', version }) as unknown as Policy;
    const load = (version: string) => ({
      policies: [{ file: 'a.yaml', files: [], sources: [], name: 'a', policy: policyOf(version), diagnostics: [] }],
      diagnostics: [],
    });
    let loaded = load('one');
    expect(await set.reload()).toMatchObject([{ type: 'policy-applied', diagnostics: [] }]);
    loaded = load('two');
    expect(await set.reload()).toMatchObject([{ type: 'policy-applied', diagnostics: [{ message: 'one to two' }] }]);
    expect(await set.reload()).toEqual([]);
  });

  it('builds what is served anew, and tells nobody again of a file that was refused', async () => {
    const place = { file: 'a.yaml', pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
    const error = { code: 'yaml-syntax', severity: 'error', message: 'broken', place } as const;
    const loaded = (version: string | undefined): LoadedPolicies => {
      const policy = version === undefined ? {} : { policy: { name: 'a', version } as unknown as Policy };
      const diagnostics = version === undefined ? [error] : [];
      return {
        policies: [{ file: 'a.yaml', files: [], sources: [], name: 'a', ...policy, diagnostics }],
        diagnostics: [],
      };
    };
    let onDisk: string | undefined = 'one';
    const set = new PolicySet<string>({
      load: async () => loaded(onDisk),
      compile: async ({ version }) => ({ compiled: version, diagnostics: [] }),
    });
    await set.reload();
    onDisk = undefined;
    expect(await set.reload()).toMatchObject([{ type: 'policy-refused' }]);
    expect(await set.rebuild(async (served) => loaded(served.get('a')?.version))).toEqual([]);
    expect(await set.rebuild(async () => loaded('two'))).toMatchObject([{ type: 'policy-applied', previous: 'one' }]);
    expect(await set.reload()).toEqual([]);
    expect(set.get('a')?.compiled).toBe('two');
  });

  it('leaves a generation that someone holds as it is', async () => {
    await write('a.yaml', 'one');
    await toys.set.reload();
    const held = toys.set.get('a');
    await write('a.yaml', 'two');
    await toys.set.reload();
    expect(held?.compiled).toBe('one');
    expect(toys.set.get('a')?.compiled).toBe('two');
  });

  it('refuses what loads but cannot be compiled', async () => {
    await write('a.yaml', 'one');
    await toys.set.reload();
    await write('a.yaml', 'UNCOMPILABLE');
    expect(await toys.set.reload()).toMatchObject([
      { type: 'policy-refused', policy: 'a', diagnostics: [{ message: 'cannot be compiled' }] },
    ]);
    expect(toys.set.get('a')?.compiled).toBe('one');
  });

  it('says what is wrong with a folder that is not there, and keeps what it serves', async () => {
    await write('a.yaml', 'one');
    await toys.set.reload();
    await rm(folder, { recursive: true });
    const events = await toys.set.reload();
    expect(events).toMatchObject([
      { type: 'policy-refused', file: folder, policy: undefined },
      { type: 'policy-refused', policy: 'a' },
    ]);
    expect(toys.set.get('a')?.compiled).toBe('one');
  });

  it('hands the sources over with a refusal, so that it can be drawn', async () => {
    await write('a.yaml', 'BROKEN');
    expect(await toys.set.reload()).toMatchObject([{ sources: [{ file: join(folder, 'a.yaml'), text: 'BROKEN' }] }]);
  });

  it('knows all files that it was read from, also those that are missing', async () => {
    await write('a.yaml', 'include gone.yaml');
    await toys.set.reload();
    expect(toys.set.files).toEqual([join(folder, 'a.yaml'), join(folder, 'gone.yaml')]);
  });

  it('throws a result away that is no longer current', async () => {
    await write('a.yaml', 'one');
    expect(await toys.set.reload(async () => false)).toEqual([]);
    expect(toys.set.get('a')).toBeUndefined();
  });

  it('changes nothing when loading rejects, and loads again after it', async () => {
    let fails = true;
    const set = new PolicySet<string>({
      load: async () => {
        if (fails) throw new Error('no disk');
        return { policies: [], diagnostics: [] };
      },
      compile: async () => ({ compiled: '', diagnostics: [] }),
    });
    await expect(set.reload()).rejects.toThrow('no disk');
    fails = false;
    await expect(set.reload()).resolves.toEqual([]);
  });
});

describe('reloads that overlap', () => {
  it('run one after the other, so that the last content wins', async () => {
    const contents = ['slow', 'quick'];
    const log: string[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const set = new PolicySet<string>({
      load: async () => {
        const text = contents.shift() ?? '';
        log.push(`load ${text}`);
        const policy = { name: 'a', version: text, files: [{ file: 'a', text }] } as unknown as Policy;
        const file = 'a';
        return { policies: [{ file, files: [{ file, text }], sources: [], policy, diagnostics: [] }], diagnostics: [] };
      },
      compile: async ({ version }) => {
        if (version === 'slow') await gate;
        log.push(`compiled ${version}`);
        return { compiled: version, diagnostics: [] };
      },
    });
    const both = [set.reload(), set.reload()];
    open();
    await Promise.all(both);
    expect(log).toEqual(['load slow', 'compiled slow', 'load quick', 'compiled quick']);
    expect(set.get('a')?.compiled).toBe('quick');
  });

  it('swap all policies in one moment', async () => {
    const seen: (readonly string[])[] = [];
    const set = new PolicySet<string>({
      load: async () => ({
        policies: ['a', 'b', 'c'].map((file) => {
          const version = `${file}${seen.length > 0 ? 2 : 1}`;
          const policy = { name: file, version, files: [] } as unknown as Policy;
          return { file, files: [], sources: [], policy, diagnostics: [] };
        }),
        diagnostics: [],
      }),
      compile: async ({ version }) => ({ compiled: version, diagnostics: [] }),
      onEvent: () => seen.push([...set.generations.values()].map(({ compiled }) => compiled)),
    });
    await set.reload();
    await set.reload();
    expect(seen).toEqual([
      ...Array.from({ length: 3 }, () => ['a1', 'b1', 'c1']),
      ...Array.from({ length: 3 }, () => ['a2', 'b2', 'c2']),
    ]);
  });
});
