import type { Runtime } from '../runtime.js';
import { systemRuntime } from '../system-runtime.js';
import { type Fingerprint, hasLostContent, sameFingerprint, takeFingerprint } from './fingerprint.js';
import { FolderWatchers } from './folder-watchers.js';
import { foldersToWatch } from './folders-to-watch.js';

export interface WatchPoliciesOptions {
  /** A policy file, or a folder of them. */
  readonly path: string;
  /** Every file that the policies were read from, or look for in vain: asked again after each reload. */
  readonly files: () => readonly string[];
  /**
   * Called when the files hold something new and have come to rest. `isCurrent` tells, when everything is built,
   * whether they still hold it; if not, the result is to be thrown away, and another call follows.
   */
  readonly reload: (isCurrent: () => Promise<boolean>) => Promise<unknown>;
  /** A reload that rejected, or a folder that cannot be watched. Watching goes on. */
  readonly onError: (error: unknown) => void;
  /** For how many milliseconds contents must stay the same. Default: 100. */
  readonly debounceMs?: number;
  /** The same when a file has vanished or become empty, as it does while an editor writes it anew. Default: 1000. */
  readonly graceMs?: number;
  /** Ask the disk every so many milliseconds, for drives that send no events. Default: wait for events. */
  readonly pollMs?: number;
  /** Default: the system's. */
  readonly runtime?: Runtime;
}

export interface PolicyWatcher {
  /** Resolves when every change that was noticed so far has been dealt with. */
  idle(): Promise<void>;
  /** Stops watching and waits for what is under way. */
  close(): Promise<void>;
}

/** Files that never come to rest are loaded after so many times the debounce, and judged as they are. */
const patience = 50;

/**
 * Watches policy files and calls `reload` when their contents have changed. Resolves when the watch stands; what
 * changed between the files' last load and now is noticed too.
 *
 * How a file is written does not matter: in place, emptied first, deleted first, renamed over, or by a symbolic link
 * that is swapped on the way to it, as Kubernetes does. Events only wake the watcher; contents decide.
 */
export async function watchPolicies(options: WatchPoliciesOptions): Promise<PolicyWatcher> {
  const watch = new Watch(options);
  await watch.start();
  return watch;
}

class Watch implements PolicyWatcher {
  readonly #options: WatchPoliciesOptions;
  readonly #runtime: Runtime;
  readonly #debounceMs: number;
  readonly #folders: FolderWatchers;
  readonly #closing = new AbortController();
  /** What the files held when they were loaded last; undefined until this watch has seen them loaded. */
  #loaded: Fingerprint | undefined;
  #isAwake = false;
  #mustLook = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: WatchPoliciesOptions) {
    const { onError, pollMs } = options;
    this.#options = options;
    this.#runtime = options.runtime ?? systemRuntime;
    this.#debounceMs = options.debounceMs ?? 100;
    this.#folders = new FolderWatchers({
      onChange: () => this.#wake(),
      onError,
      ...(pollMs === undefined ? {} : { pollMs }),
    });
  }

  async start(): Promise<void> {
    await this.#follow();
    this.#wake();
  }

  idle(): Promise<void> {
    return this.#work;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
    await this.#folders.close();
  }

  #wake(): void {
    this.#mustLook = true;
    if (this.#isAwake || this.#closing.signal.aborted) return;
    this.#isAwake = true;
    this.#work = this.#run();
  }

  async #run(): Promise<void> {
    while (this.#mustLook && !this.#closing.signal.aborted) {
      this.#mustLook = false;
      try {
        await this.#round();
      } catch (error) {
        if (!this.#closing.signal.aborted) this.#options.onError(error);
      }
    }
    this.#isAwake = false;
  }

  /** From an event to the contents that it left behind, and if they are new, to a reload. */
  async #round(): Promise<void> {
    await this.#follow();
    const found = await this.#settle();
    if (this.#loaded && sameFingerprint(found, this.#loaded)) return;
    let isSame = true;
    await this.#options.reload(async () => {
      isSame = sameFingerprint(found, await this.#look());
      return isSame;
    });
    if (isSame) this.#loaded = found;
    // The policies may include other files now.
    if (!sameFingerprint(found, await this.#look())) this.#mustLook = true;
    await this.#follow();
  }

  /** Waits until the files have held the same for long enough. */
  async #settle(): Promise<Fingerprint> {
    const { now, sleep } = this.#runtime;
    const began = now();
    let found = await this.#look();
    let since = began;
    while (!this.#isLoaded(found) && now() - since < this.#restFor(found) && now() - began < this.#longest) {
      await sleep(this.#debounceMs, this.#closing.signal);
      const next = await this.#look();
      if (!sameFingerprint(found, next)) since = now();
      found = next;
    }
    return found;
  }

  get #longest(): number {
    return patience * this.#debounceMs + this.#graceMs;
  }

  get #graceMs(): number {
    return this.#options.graceMs ?? 1000;
  }

  #isLoaded(found: Fingerprint): boolean {
    return this.#loaded !== undefined && sameFingerprint(found, this.#loaded);
  }

  #restFor(found: Fingerprint): number {
    return hasLostContent(this.#loaded, found) ? this.#graceMs : this.#debounceMs;
  }

  #look(): Promise<Fingerprint> {
    return takeFingerprint(this.#options.path, this.#options.files());
  }

  /** Watches the folders that matter now. */
  async #follow(): Promise<void> {
    const paths = [this.#options.path, ...this.#options.files()];
    if (await this.#folders.set(await foldersToWatch(paths))) this.#mustLook = true;
  }
}
