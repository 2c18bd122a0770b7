import { resolve } from 'node:path';
import type { FSWatcher, watch } from 'chokidar';

export interface FolderWatchersOptions {
  /** Something happened in one of the folders. Called often, and sometimes for nothing. */
  readonly onChange: () => void;
  /** A folder cannot be watched. */
  readonly onError: (error: unknown) => void;
  /** Ask the disk every so many milliseconds instead of waiting for its events, which network drives do not send. */
  readonly pollMs?: number;
}

/** One chokidar watcher for each folder. It only says that something happened: what, the files' contents say. */
export class FolderWatchers {
  readonly #options: FolderWatchersOptions;
  readonly #watchers = new Map<string, { readonly identity: string; readonly watcher: FSWatcher }>();

  /** Loaded by the first who watches anything: most processes do not. */
  #chokidar: Promise<typeof import('chokidar')> | undefined;

  constructor(options: FolderWatchersOptions) {
    this.#options = options;
  }

  /**
   * Watches exactly these folders: absolute paths with their identities. A folder whose identity changed is another one.
   *
   * @returns Whether a folder came under watch, so that what happened in it until now has gone unnoticed.
   */
  async set(folders: ReadonlyMap<string, string>): Promise<boolean> {
    if (folders.size > 0) this.#chokidar ??= import('chokidar');
    const chokidar = await this.#chokidar;
    const outdated = [...this.#watchers].filter(([folder, { identity }]) => folders.get(folder) !== identity);
    await Promise.all(
      outdated.map(([folder, { watcher }]) => {
        this.#watchers.delete(folder);
        return watcher.close();
      }),
    );
    const added = [...folders].filter(([folder]) => !this.#watchers.has(folder));
    if (chokidar === undefined) return false;
    await Promise.all(added.map(([folder, identity]) => this.#open(chokidar.watch, folder, identity)));
    return added.length > 0;
  }

  async close(): Promise<void> {
    await this.set(new Map());
  }

  #open(open: typeof watch, folder: string, identity: string): Promise<void> {
    const { onChange, onError, pollMs } = this.#options;
    const watcher = open(folder, {
      depth: 0,
      ignoreInitial: true,
      followSymlinks: false,
      // A folder's own events tell of every file in it; only polling needs to look at the files.
      ignored: (path) => resolve(path) !== folder && !(pollMs !== undefined && /\.(ya?ml|json)$/i.test(path)),
      ...(pollMs === undefined ? {} : { usePolling: true, interval: pollMs }),
    });
    this.#watchers.set(folder, { identity, watcher });
    watcher.on('all', onChange).on('raw', onChange).on('error', onError);
    return new Promise((ready) => {
      watcher.once('ready', ready);
    });
  }
}
