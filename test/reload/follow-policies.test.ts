import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPolicies } from '../../src/policy/load-policy.js';
import type { PolicyEvent } from '../../src/reload/generation.js';
import { PolicySet } from '../../src/reload/policy-set.js';
import { type PolicyWatcher, watchPolicies } from '../../src/reload/watch-policies.js';
import { type CompiledPolicy, compilePolicy } from '../../src/rules/compile-policy.js';

let folder: string;
let watcher: PolicyWatcher | undefined;
let told: PolicyEvent[];
let onTold: () => void;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-')));
  told = [];
  onTold = () => undefined;
});

afterEach(async () => {
  await watcher?.close();
  await rm(folder, { recursive: true });
});

const models = (limit: number): string => `
endpoints: { here: { kind: openai, base_url: http://127.0.0.1:1/v1 } }
models: { m: { id: m, endpoint: here } }
tiers: { only: { model: m, max_tokens: ${limit} } }
`;
const policy = (name: string): string => `
policy: ${name}
language: 1
include: [models/all.yaml]
facts: { length: { from: characters } }
rules: [{ id: long, when: { length: { above: 10 } }, then: only }]
default: only
`;

async function follow(): Promise<PolicySet<CompiledPolicy>> {
  const set = new PolicySet<CompiledPolicy>({
    load: () => loadPolicies(folder),
    compile: (checked) => compilePolicy(checked),
    onEvent: (event) => {
      told.push(event);
      onTold();
    },
  });
  await set.reload();
  expect(told.filter(({ type }) => type === 'policy-refused')).toEqual([]);
  told.length = 0;
  watcher = await watchPolicies({
    path: folder,
    files: () => set.files,
    reload: (isCurrent) => set.reload(isCurrent),
    onError: (error) => expect.unreachable(String(error)),
    debounceMs: 20,
  });
  await watcher.idle();
  return set;
}

/** Resolves when so many events have been told in all. */
function events(count: number): Promise<void> {
  return new Promise((resolve) => {
    onTold = () => {
      if (told.length >= count) resolve();
    };
    onTold();
  });
}

const limitOf = (set: PolicySet<CompiledPolicy>, name: string): number | undefined =>
  set.get(name)?.compiled.policy.tiers.get('only')?.maxTokens;

describe('policies that share an include', () => {
  it('swap together from a mounted ConfigMap, are all refused together, and together good again', async () => {
    const mount = (revision: number, text: string): void => {
      const data = join(folder, `..${revision}`);
      mkdirSync(join(data, 'models'), { recursive: true });
      writeFileSync(join(data, 'a.yaml'), policy('a'));
      writeFileSync(join(data, 'b.yaml'), policy('b'));
      writeFileSync(join(data, 'models/all.yaml'), text);
      symlinkSync(`..${revision}`, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
      rmSync(join(folder, `..${revision - 1}`), { recursive: true, force: true });
    };
    mount(1, models(100));
    for (const name of ['a.yaml', 'b.yaml', 'models']) symlinkSync(join('..data', name), join(folder, name));
    const set = await follow();
    expect([limitOf(set, 'a'), limitOf(set, 'b')]).toEqual([100, 100]);

    mount(2, models(200));
    await events(2);
    expect(told).toMatchObject([
      { type: 'policy-applied', policy: 'a' },
      { type: 'policy-applied', policy: 'b' },
    ]);
    expect([limitOf(set, 'a'), limitOf(set, 'b')]).toEqual([200, 200]);

    mount(3, models(300).replace('model: m', 'model: missing'));
    await events(4);
    expect(told.slice(2)).toMatchObject([
      { type: 'policy-refused', policy: 'a', diagnostics: [{ code: 'unknown-name' }] },
      { type: 'policy-refused', policy: 'b', diagnostics: [{ code: 'unknown-name' }] },
    ]);
    expect([limitOf(set, 'a'), limitOf(set, 'b')]).toEqual([200, 200]);

    mount(4, models(400));
    await events(6);
    expect([limitOf(set, 'a'), limitOf(set, 'b')]).toEqual([400, 400]);
  });
});
