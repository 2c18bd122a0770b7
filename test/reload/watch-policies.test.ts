import { renameSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, unlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyEvent } from '../../src/reload/generation.js';
import { type PolicyWatcher, watchPolicies } from '../../src/reload/watch-policies.js';
import type { Runtime } from '../../src/runtime.js';
import { type ToyPolicySet, toyPolicySet } from './policy-files.js';

let root: string;
let folder: string;
let events: EventQueue;
let toys: ToyPolicySet;
let watcher: PolicyWatcher | undefined;
let clock: SteppedClock;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-')));
  folder = join(root, 'policies');
  await mkdir(folder);
  events = new EventQueue();
  clock = new SteppedClock();
});

afterEach(async () => {
  await watcher?.close();
  watcher = undefined;
  await rm(root, { recursive: true });
});

/** At once: the clock of these tests does not wait, and would see a file that is half written as one that stays so. */
async function writeFile(file: string, text: string): Promise<void> {
  writeFileSync(file, text);
}

/** Writes files, loads them, and watches them from then on. */
async function watching(files: Readonly<Record<string, string>>, path = folder): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text);
  await watchingAsTheyAre(path);
}

async function watchingAsTheyAre(path = folder, pollMs?: number): Promise<void> {
  toys = toyPolicySet(folder, (event) => events.push(event));
  const { set } = toys;
  await set.reload();
  events.clear();
  watcher = await watchPolicies({
    path,
    files: () => set.files,
    reload: (isCurrent) => set.reload(isCurrent),
    onError: (error) => events.fail(error),
    runtime: clock.runtime,
    ...(pollMs === undefined ? {} : { pollMs }),
  });
  // From here on only the disk's events can wake it.
  await watcher.idle();
}

const at = (name: string): string => join(folder, name);
const served = (name: string): string | undefined => toys.set.get(name)?.compiled;

/** Events in the order in which they happen. */
class EventQueue {
  readonly all: PolicyEvent[] = [];
  #read = 0;
  #error: unknown;
  #waiting: (() => void) | undefined;

  push(event: PolicyEvent): void {
    this.all.push(event);
    this.#waiting?.();
  }

  fail(error: unknown): void {
    this.#error = error;
    this.#waiting?.();
  }

  clear(): void {
    this.all.length = 0;
    this.#read = 0;
  }

  async next(): Promise<PolicyEvent> {
    while (this.all.length <= this.#read) {
      if (this.#error) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    const event = this.all[this.#read] as PolicyEvent;
    this.#read += 1;
    return event;
  }
}

/** A clock that only the watcher's own waiting moves. Tests act while it waits; nothing takes real time. */
class SteppedClock {
  #now = 0;
  #acts: (() => Promise<unknown>)[] = [];
  readonly runtime: Runtime = {
    now: () => this.#now,
    random: () => 0,
    newId: () => 'id',
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      await this.#acts.shift()?.();
      this.#now += milliseconds;
    },
  };

  /** What happens while the watcher waits: one act for each time it does. */
  whileWaiting(...acts: (() => Promise<unknown>)[]): void {
    this.#acts = acts;
  }
}

const nothing = async (): Promise<void> => undefined;

describe('a watched folder', () => {
  it('takes over a file that is written in place', async () => {
    await watching({ 'a.yaml': 'one' });
    await writeFile(at('a.yaml'), 'two');
    expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'a', previous: expect.any(String) });
    expect(served('a')).toBe('two');
  });

  it('takes over a file that another is renamed over', async () => {
    await watching({ 'a.yaml': 'one' });
    await writeFile(at('.a.yaml.swp'), 'two');
    await rename(at('.a.yaml.swp'), at('a.yaml'));
    expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'a' });
    expect(served('a')).toBe('two');
  });

  it('takes over every one of many changes, whichever way they are written', async () => {
    await watching({ 'a.yaml': 'zero' });
    for (let turn = 1; turn <= 6; turn += 1) {
      if (turn % 2 === 0) await writeFile(at('a.yaml'), `text ${turn}`);
      else {
        await writeFile(at('a.yaml~'), `text ${turn}`);
        await rename(at('a.yaml~'), at('a.yaml'));
      }
      expect(await events.next()).toMatchObject({ type: 'policy-applied' });
      expect(served('a')).toBe(`text ${turn}`);
    }
  });

  it('waits for an editor that empties a file before it writes', async () => {
    await watching({ 'a.yaml': 'one' });
    clock.whileWaiting(nothing, nothing, nothing, () => writeFile(at('a.yaml'), 'two'));
    await writeFile(at('a.yaml'), '');
    expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'a' });
    expect(served('a')).toBe('two');
    expect(events.all).toHaveLength(1);
  });

  it('waits for an editor that deletes a file before it creates it', async () => {
    await watching({ 'a.yaml': 'one', 'b.yaml': 'b' });
    clock.whileWaiting(nothing, nothing, nothing, () => writeFile(at('a.yaml'), 'two'));
    await unlink(at('a.yaml'));
    expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'a' });
    expect(served('a')).toBe('two');
    expect(events.all).toHaveLength(1);
  });

  it('waits for a writer that takes its time', async () => {
    await watching({ 'a.yaml': 'one' });
    clock.whileWaiting(
      () => writeFile(at('a.yaml'), 'BROKEN two'),
      () => writeFile(at('a.yaml'), 'BROKEN three'),
      () => writeFile(at('a.yaml'), 'four'),
    );
    await writeFile(at('a.yaml'), 'BROKEN');
    expect(await events.next()).toMatchObject({ type: 'policy-applied' });
    expect(served('a')).toBe('four');
    expect(events.all).toHaveLength(1);
  });

  it('refuses a file that stays empty, and goes on with its last good version', async () => {
    await watching({ 'a.yaml': 'one' });
    await writeFile(at('a.yaml'), '');
    expect(await events.next()).toMatchObject({ type: 'policy-refused', policy: 'a', file: at('a.yaml') });
    expect(served('a')).toBe('one');
  });

  it('refuses the loss of a file, and goes on with its last good version', async () => {
    await watching({ 'a.yaml': 'one', 'b.yaml': 'b' });
    await unlink(at('a.yaml'));
    expect(await events.next()).toMatchObject({
      type: 'policy-refused',
      policy: 'a',
      diagnostics: [{ code: 'file-unreadable' }],
    });
    expect(served('a')).toBe('one');
    await writeFile(at('a.yaml'), 'back');
    expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'a' });
    expect(served('a')).toBe('back');
  });

  it('takes in a new policy', async () => {
    await watching({ 'a.yaml': 'one' });
    await writeFile(at('b.yaml'), 'new');
    expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'b', previous: undefined });
    expect(served('b')).toBe('new');
  });

  it('refuses a bad edit with its diagnostics, and takes the next good one', async () => {
    await watching({ 'a.yaml': 'one' });
    await writeFile(at('a.yaml'), 'BROKEN');
    expect(await events.next()).toMatchObject({ type: 'policy-refused', diagnostics: [{ message: 'it is broken' }] });
    expect(served('a')).toBe('one');
    await writeFile(at('a.yaml'), 'two');
    expect(await events.next()).toMatchObject({ type: 'policy-applied' });
    expect(served('a')).toBe('two');
  });

  it('builds nothing when a file is written with the content it has', async () => {
    await watching({ 'a.yaml': 'one', 'b.yaml': 'b' });
    await writeFile(at('a.yaml'), 'one');
    await utimes(at('a.yaml'), new Date(), new Date());
    await writeFile(at('b.yaml'), 'changed');
    expect(await events.next()).toMatchObject({ policy: 'b' });
    expect(toys.compiled).toEqual(['a', 'b', 'b']);
  });

  it('follows includes, also into folders that come later', async () => {
    await watching({ 'a.yaml': 'include shared/prices.yaml' });
    expect(served('a')).toBeUndefined();
    await mkdir(at('shared'));
    await writeFile(at('shared/prices.yaml'), 'cheap');
    expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'a' });
    await writeFile(at('shared/prices.yaml'), 'dear');
    await events.next();
    expect(served('a')).toBe('include shared/prices.yaml|dear');
  });

  it('notices what changed before it stood', async () => {
    await writeFile(at('a.yaml'), 'one');
    toys = toyPolicySet(folder, (event) => events.push(event));
    const { set } = toys;
    await set.reload();
    events.clear();
    await writeFile(at('a.yaml'), 'two');
    watcher = await watchPolicies({
      path: folder,
      files: () => set.files,
      reload: (isCurrent) => set.reload(isCurrent),
      onError: (error) => events.fail(error),
      runtime: clock.runtime,
    });
    expect(await events.next()).toMatchObject({ type: 'policy-applied' });
  });

  it('outlives its own replacement', async () => {
    await watching({ 'a.yaml': 'one' });
    await mkdir(join(root, 'next'));
    await writeFile(join(root, 'next/a.yaml'), 'two');
    // Nothing can run in between, so the watcher never sees the folder missing.
    renameSync(folder, join(root, 'old'));
    renameSync(join(root, 'next'), folder);
    expect(await events.next()).toMatchObject({ type: 'policy-applied' });
    await watcher?.idle();
    expect(served('a')).toBe('two');
    await writeFile(at('a.yaml'), 'three');
    await events.next();
    expect(served('a')).toBe('three');
  });
});

describe('symbolic links', () => {
  it('take over a Kubernetes ConfigMap whose ..data is swapped', async () => {
    const mount = async (revision: string, text: string): Promise<void> => {
      await mkdir(at(revision));
      await writeFile(join(at(revision), 'a.yaml'), text);
    };
    await mount('..2024_1', 'one');
    await symlink('..2024_1', at('..data'));
    await symlink(join('..data', 'a.yaml'), at('a.yaml'));
    await watchingAsTheyAre();
    expect(served('a')).toBe('one');

    for (const turn of ['2', '3']) {
      await mount(`..2024_${turn}`, `text ${turn}`);
      await symlink(`..2024_${turn}`, at('..data_tmp'));
      await rename(at('..data_tmp'), at('..data'));
      await rm(at(`..2024_${Number(turn) - 1}`), { recursive: true });
      expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'a' });
      expect(served('a')).toBe(`text ${turn}`);
    }
    expect(events.all).toHaveLength(2);
  });

  it('lead to files elsewhere, which are watched where they are', async () => {
    await writeFile(join(root, 'real.txt'), 'one');
    await symlink(join('..', 'real.txt'), at('a.yaml'));
    await watchingAsTheyAre();
    await writeFile(join(root, 'real.txt'), 'two');
    await events.next();
    expect(served('a')).toBe('two');
  });

  it('may stand in the way to the folder, and be swapped for a new release', async () => {
    for (const release of ['1', '2']) {
      await mkdir(join(root, `release-${release}`));
      await writeFile(join(root, `release-${release}`, 'a.yaml'), `release ${release}`);
    }
    await rm(folder, { recursive: true });
    await symlink('release-1', folder);
    await watchingAsTheyAre();
    await symlink('release-2', join(root, 'link'));
    await rename(join(root, 'link'), folder);
    expect(await events.next()).toMatchObject({ type: 'policy-applied' });
    expect(served('a')).toBe('release 2');
  });
});

describe('a watch', () => {
  it('on one file ignores its neighbours', async () => {
    await watching({ 'a.yaml': 'one' }, at('a.yaml'));
    await writeFile(at('notes.txt'), 'nothing');
    await writeFile(at('a.yaml'), 'two');
    expect(await events.next()).toMatchObject({ policy: 'a' });
    expect(toys.compiled).toEqual(['a', 'a']);
  });

  it('throws a result away when the files change while it is built', async () => {
    await watching({ 'a.yaml': 'one' });
    const read: string[] = [];
    await watcher?.close();
    const { set } = toys;
    watcher = await watchPolicies({
      path: folder,
      files: () => set.files,
      reload: async (isCurrent) => {
        const text = await readFile(at('a.yaml'), 'utf8');
        read.push(text);
        if (text === 'two') await writeFile(at('a.yaml'), 'three');
        await set.reload(isCurrent);
      },
      onError: (error) => events.fail(error),
      runtime: clock.runtime,
    });
    await writeFile(at('a.yaml'), 'two');
    expect(await events.next()).toMatchObject({ type: 'policy-applied' });
    expect(served('a')).toBe('three');
    expect(events.all).toHaveLength(1);
    expect(read.slice(-2)).toEqual(['two', 'three']);
  });

  it('can ask the disk instead of waiting for its events', async () => {
    await writeFile(at('a.yaml'), 'one');
    await watchingAsTheyAre(folder, 5);
    await writeFile(at('a.yaml'), 'two, longer');
    expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'a' });
    await writeFile(at('b.yaml'), 'new');
    expect(await events.next()).toMatchObject({ type: 'policy-applied', policy: 'b' });
  });

  it('goes on after a reload that failed', async () => {
    await watching({ 'a.yaml': 'one' });
    await watcher?.close();
    const errors: unknown[] = [];
    const { set } = toys;
    watcher = await watchPolicies({
      path: folder,
      files: () => set.files,
      reload: async (isCurrent) => {
        if ((await readFile(at('a.yaml'), 'utf8')) === 'two') throw new Error('no disk');
        return set.reload(isCurrent);
      },
      onError: (error) => void errors.push(error),
      runtime: clock.runtime,
    });
    await writeFile(at('a.yaml'), 'two');
    await expect.poll(() => errors[0]).toMatchObject({ message: 'no disk' });
    await writeFile(at('a.yaml'), 'three');
    expect(await events.next()).toMatchObject({ type: 'policy-applied' });
  });

  it('leaves nothing open when it is closed, and tells nothing more', async () => {
    const open = (): number => process.getActiveResourcesInfo().filter((name) => name.includes('FSEvent')).length;
    await expect.poll(open).toBe(0);
    await watching({ 'a.yaml': 'one' });
    expect(open()).toBe(1);
    await watcher?.close();
    await expect.poll(open).toBe(0);
    await writeFile(at('a.yaml'), 'two');
    expect(events.all).toEqual([]);
  });
});
