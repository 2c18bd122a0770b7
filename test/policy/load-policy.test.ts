import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cwd, getuid, seteuid } from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPolicies, loadPolicy } from '../../src/policy/load-policy.js';
import { maxFileBytes } from '../../src/policy/parse-yaml.js';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'policies-')));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

const policy = (name: string, more = ''): string => `policy: ${name}
language: 1
${more}
endpoints: { router: { kind: openrouter } }
models: { a: { id: acme/a, endpoint: router } }
tiers: { quick: { model: a, max_tokens: 5 } }
rules: []
default: quick
`;

/** Names, and the codes of what is wrong with each. */
async function load(path = folder) {
  const { policies, diagnostics } = await loadPolicies(path);
  return {
    policies: policies.map(({ file, name, ...result }) => ({
      file: relative(folder, file),
      name,
      good: result.policy !== undefined,
      codes: result.diagnostics.map(({ code }) => code),
    })),
    codes: diagnostics.map(({ code }) => code),
  };
}

/** Root may read everything, so as root the process becomes nobody for a while. */
async function asOrdinaryUser<T>(act: () => Promise<T>): Promise<T> {
  if (getuid?.() !== 0) return act();
  seteuid?.(65534);
  try {
    return await act();
  } finally {
    seteuid?.(0);
  }
}

describe('loadPolicy', () => {
  it('reads a file and its includes', async () => {
    const path = await write('support.yaml', policy('support', 'include: [shared/facts.yaml]'));
    const shared = await write('shared/facts.yaml', 'facts: { words: { from: words } }');
    const loaded = await loadPolicy(path);
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.policy?.facts.has('words')).toBe(true);
    expect(loaded.name).toBe('support');
    expect(loaded.files.map(({ file }) => file)).toEqual([path, shared]);
  });

  it('gives the same version wherever the folder stands', async () => {
    for (const place of ['here', 'there']) {
      await write(`${place}/support.yaml`, policy('support', 'include: [facts.yaml]'));
      await write(`${place}/facts.yaml`, 'facts: { words: { from: words } }');
    }
    const [here, there] = await Promise.all(
      ['here', 'there'].map((place) => loadPolicy(join(folder, place, 'support.yaml'))),
    );
    expect(here?.policy?.version).toBeDefined();
    expect(here?.policy?.version).toBe(there?.policy?.version);
  });

  it('lists the files it looked for also when it fails', async () => {
    const path = await write('support.yaml', policy('support', 'include: [gone.yaml]'));
    const loaded = await loadPolicy(path);
    expect(loaded.diagnostics.map(({ code }) => code)).toEqual(['include-missing']);
    expect(loaded.files).toEqual([
      { file: path, text: expect.any(String) },
      { file: join(folder, 'gone.yaml'), text: undefined },
    ]);
    expect(loaded.name).toBe('support');
  });

  it('says of a file that does not exist, of a folder and of bytes that are no text what they are', async () => {
    await mkdir(join(folder, 'sub.yaml'));
    await write('bytes.yaml', new Uint8Array([0x70, 0xff, 0xfe]));
    for (const [name, reason] of [
      ['gone.yaml', 'does not exist'],
      ['sub.yaml', 'is a folder'],
      ['bytes.yaml', 'not UTF-8'],
    ] as const) {
      const { diagnostics, policy: loaded } = await loadPolicy(join(folder, name));
      expect(loaded).toBeUndefined();
      expect(diagnostics).toMatchObject([{ code: 'file-unreadable', message: expect.stringContaining(reason) }]);
    }
  });

  it('refuses a file over 1 MiB', async () => {
    const path = await write('large.yaml', `# ${'x'.repeat(maxFileBytes)}`);
    expect((await loadPolicy(path)).diagnostics.map(({ code }) => code)).toEqual(['file-too-large']);
  });

  it('does not follow an include out of the folder by a link, and shows nothing of what is there', async () => {
    const path = await write('root/support.yaml', policy('support', 'include: [m.yaml, sub/m.yaml]'));
    const outside = await write('outside/m.yaml', 'a line that is not meant for everyone');
    await symlink(outside, join(folder, 'root/m.yaml'));
    await symlink('../outside', join(folder, 'root/sub'));
    const loaded = await loadPolicy(path);
    expect(loaded.policy).toBeUndefined();
    expect(loaded.diagnostics).toMatchObject(
      ['m.yaml', 'sub/m.yaml'].map((name) => ({
        code: 'include-outside-root',
        message: `the include "${name}" leaves the policy's folder by a symbolic link`,
      })),
    );
    expect(JSON.stringify(loaded)).not.toContain('not meant for everyone');
  });

  it('follows the links of includes inside the folder, and of the folder itself', async () => {
    await write('real/support.yaml', policy('support', 'include: [link.yaml]'));
    await write('real/shared/words.yaml', 'facts: { words: { from: words } }');
    await symlink('shared/words.yaml', join(folder, 'real/link.yaml'));
    await symlink('real', join(folder, 'linked'));
    expect((await loadPolicy(join(folder, 'linked/support.yaml'))).policy?.facts.has('words')).toBe(true);
  });

  it('says that an include is a folder, and of a link to nothing that there is no file', async () => {
    const path = await write('support.yaml', policy('support', 'include: [sub, gone.yaml]'));
    await mkdir(join(folder, 'sub'));
    await symlink('nowhere.yaml', join(folder, 'gone.yaml'));
    expect((await loadPolicy(path)).diagnostics).toMatchObject([
      { code: 'file-unreadable', message: 'the include "sub" cannot be read: it is a folder' },
      { code: 'include-missing', message: 'there is no file "gone.yaml"' },
    ]);
  });

  it('says that a file may not be read', async () => {
    const path = await write('support.yaml', policy('support'));
    await chmod(path, 0o000);
    const { diagnostics } = await asOrdinaryUser(() => loadPolicy(path));
    expect(diagnostics).toMatchObject([
      { code: 'file-unreadable', message: expect.stringContaining('permission denied') },
    ]);
  });

  it('starts from, and names files relative to, the working directory that is given', async () => {
    await write('policies/support.yaml', policy('support', 'include: [facts.yaml]'));
    await write('policies/facts.yaml', 'facts: { words: { from: words } }');
    const { policy: loaded, files } = await loadPolicy('policies/support.yaml', { cwd: folder });
    expect(loaded?.place.file).toBe('policies/support.yaml');
    expect(files.map(({ file }) => file)).toEqual(['policies/support.yaml', 'policies/facts.yaml']);
    const { policies } = await loadPolicies('policies', { cwd: folder });
    expect(policies.map(({ file }) => file)).toEqual(['policies/support.yaml']);
  });

  it('names a file relative to the working directory when it is inside', async () => {
    const { file, policy: loaded } = await loadPolicy(join(cwd(), 'policies/tiers.yaml'));
    expect(file).toBe('policies/tiers.yaml');
    expect(loaded?.place.file).toBe('policies/tiers.yaml');
  });
});

describe('loadPolicies', () => {
  it('reads one file when given one', async () => {
    const path = await write('support.yaml', policy('support'));
    expect(await load(path)).toEqual({
      policies: [{ file: 'support.yaml', name: 'support', good: true, codes: [] }],
      codes: [],
    });
  });

  it('reads every policy of a folder, and neither fixtures, includes, hidden files nor subfolders', async () => {
    await write('b.yaml', policy('b', 'include: [shared.yaml, sub/more.yaml]'));
    await write('a.yml', policy('a'));
    await write('a.test.yaml', 'policy: a.yml\ncases: []\n');
    await write('shared.yaml', 'facts: { words: { from: words } }');
    await write('sub/more.yaml', 'facts: { turns: { from: turns } }');
    await write('sub/c.yaml', policy('c'));
    await write('.a.yaml', 'policy: {');
    await write('notes.txt', 'policy: {');
    expect(await load()).toEqual({
      policies: [
        { file: 'a.yml', name: 'a', good: true, codes: [] },
        { file: 'b.yaml', name: 'b', good: true, codes: [] },
      ],
      codes: [],
    });
  });

  it('keeps the good policies when one is bad', async () => {
    await write('a.yaml', policy('a'));
    await write('b.yaml', policy('b').replace('default: quick', 'default: quik'));
    expect((await load()).policies).toEqual([
      { file: 'a.yaml', name: 'a', good: true, codes: [] },
      { file: 'b.yaml', name: 'b', good: false, codes: ['unknown-name'] },
    ]);
  });

  it('reports a file that is not YAML, with the name its policy line has', async () => {
    await write('a.yaml', policy('a'));
    await write('b.yaml', policy('b').replace('rules: []', 'rules: ['));
    await write('c.yaml', '');
    expect((await load()).policies).toEqual([
      { file: 'a.yaml', name: 'a', good: true, codes: [] },
      { file: 'b.yaml', name: 'b', good: false, codes: ['yaml-syntax'] },
      { file: 'c.yaml', name: undefined, good: false, codes: ['file-empty'] },
    ]);
  });

  it('reports a broken include once, with the policy that includes it', async () => {
    await write('a.yaml', policy('a', 'include: [shared.yaml]'));
    await write('shared.yaml', 'facts: {');
    expect((await load()).policies).toEqual([{ file: 'a.yaml', name: 'a', good: false, codes: ['yaml-syntax'] }]);
  });

  it('takes a file with rules but no policy key for a policy that lacks its name', async () => {
    await write('a.yaml', policy('a').replace('policy: a\n', ''));
    expect((await load()).policies).toEqual([{ file: 'a.yaml', name: undefined, good: false, codes: ['missing-key'] }]);
  });

  it('refuses the second of two policies with one name', async () => {
    await write('a.yaml', policy('support'));
    await write('b.yaml', policy('support'));
    const { policies } = await loadPolicies(folder);
    expect(policies.map((loaded) => loaded.policy !== undefined)).toEqual([true, false]);
    expect(policies[1]?.diagnostics).toMatchObject([
      {
        code: 'duplicate-name',
        place: { file: join(folder, 'b.yaml'), line: 1, column: 9 },
        related: [{ place: { file: join(folder, 'a.yaml'), line: 1, column: 9 } }],
      },
    ]);
  });

  it('says when there is no policy, or no such path', async () => {
    expect(await load()).toEqual({ policies: [], codes: ['no-policy'] });
    await write('shared.yaml', 'facts: { words: { from: words } }');
    expect(await load()).toEqual({ policies: [], codes: ['no-policy'] });
    expect(await load(join(folder, 'gone'))).toEqual({ policies: [], codes: ['file-unreadable'] });
  });

  it('follows the links of a Kubernetes ConfigMap, before and after its swap', async () => {
    await write('..1/support.yaml', policy('support', 'include: [shared.yaml]'));
    await write('..1/shared.yaml', 'facts: { words: { from: words } }');
    await symlink('..1', join(folder, '..data'));
    await symlink('..data/support.yaml', join(folder, 'support.yaml'));
    await symlink('..data/shared.yaml', join(folder, 'shared.yaml'));
    expect((await load()).policies).toEqual([{ file: 'support.yaml', name: 'support', good: true, codes: [] }]);

    await write('..2/support.yaml', policy('changed', 'include: [shared.yaml]'));
    await write('..2/shared.yaml', 'facts: { words: { from: words } }');
    await symlink('..2', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    expect((await load()).policies).toEqual([{ file: 'support.yaml', name: 'changed', good: true, codes: [] }]);
  });

  it('reports a link to nothing', async () => {
    await write('a.yaml', policy('a'));
    await symlink('gone.yaml', join(folder, 'b.yaml'));
    expect((await load()).policies[1]).toEqual({
      file: 'b.yaml',
      name: undefined,
      good: false,
      codes: ['file-unreadable'],
    });
  });

  it('reports what is not a regular file, and does not wait for it', async () => {
    await write('a.yaml', policy('a', 'include: [pipe.yaml]'));
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    const { policies } = await loadPolicies(folder);
    expect(policies).toMatchObject([
      {
        name: 'a',
        diagnostics: [{ message: 'the include "pipe.yaml" cannot be read: it is not a regular file' }],
      },
    ]);
    await write('a.yaml', policy('a'));
    expect((await loadPolicies(folder)).policies).toMatchObject([
      { name: 'a', diagnostics: [] },
      { diagnostics: [{ code: 'file-unreadable', message: expect.stringContaining('it is not a regular file') }] },
    ]);
  });

  it('reads the policies that ship', async () => {
    const { policies } = await loadPolicies('policies');
    expect(policies.map(({ name, diagnostics }) => [name, diagnostics])).toEqual([
      ['governance', []],
      ['orchestration', []],
      ['tiers', []],
    ]);
  });
});
