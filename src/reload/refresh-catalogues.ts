import { readCatalogueFile } from '../catalogue/catalogue-file.js';
import { compareCatalogues } from '../catalogue/compare-catalogues.js';
import { type SyncResult, syncCatalogue } from '../catalogue/sync.js';
import type { Runtime } from '../runtime.js';

export interface RefreshCataloguesOptions {
  /** Milliseconds from one check of a catalogue to the next. */
  readonly everyMs: number;
  /** Where models are listed. Default: where each catalogue was read from. */
  readonly url?: string;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Absolute paths of the catalogues to keep current; asked again before each round. */
  readonly files: () => readonly string[];
  /** Why a catalogue of this text must not take the place of the one there is; undefined when it may. */
  readonly objection: (path: string, text: string) => Promise<string | undefined>;
  /** Called after each round, to serve what the files hold now. */
  readonly rebuild: () => Promise<unknown>;
  readonly onEvent: (event: CatalogueEvent) => void;
  readonly runtime: Runtime;
}

export type CatalogueEvent = CatalogueRefreshed | CatalogueRefreshFailed;

/** A catalogue was checked, and what is new is in its file. A policy that it changes is told of by `policy-applied`. */
export interface CatalogueRefreshed {
  readonly type: 'catalogue-refreshed';
  /** Absolute path. */
  readonly file: string;
  /** How many models it lists. */
  readonly models: number;
  /** How many of them are new, gone, or told of differently. */
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** A catalogue could not be checked, or what was found would break a policy. The last good one stays. */
export interface CatalogueRefreshFailed {
  readonly type: 'catalogue-refresh-failed';
  readonly file: string;
  readonly reason: string;
}

export interface CatalogueRefresher {
  /** Ends what is under way and waits for it. */
  close(): Promise<void>;
}

/** A check that failed is made again after this share of the time, and not sooner than a minute. */
const retryShare = 0.1;
const shortestRetryMs = 60_000;
/** So much later at most, by chance, that processes which started together do not ask together. */
const jitterShare = 0.1;

/**
 * Keeps catalogue files current in the background. Each is checked when it was last checked so long ago, by whatever
 * process; the same process and others then find the same file. Never throws.
 */
export function refreshCatalogues(options: RefreshCataloguesOptions): CatalogueRefresher {
  const refresher = new Refresher(options);
  const work = refresher.run();
  return {
    close: () => {
      refresher.stop();
      return work;
    },
  };
}

class Refresher {
  readonly #options: RefreshCataloguesOptions;
  readonly #closing = new AbortController();
  /** When a check failed last, by path. */
  readonly #failures = new Map<string, number>();

  constructor(options: RefreshCataloguesOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#closing.abort();
  }

  async run(): Promise<void> {
    while (await this.#untilDue()) {
      try {
        await this.#round();
      } catch (error) {
        if (!this.#closing.signal.aborted) this.#tellFailure(this.#options.files()[0] ?? '', String(error));
      }
    }
  }

  /** Sleeps until the next catalogue is due; false when it is over. */
  async #untilDue(): Promise<boolean> {
    const { everyMs, files, runtime } = this.#options;
    const dues = await Promise.all(files().map((path) => this.#dueAt(path)));
    const wait = Math.min(everyMs, ...dues.map((due) => due - runtime.now()));
    if (this.#closing.signal.aborted) return false;
    const jitter = runtime.random() * jitterShare * everyMs;
    return runtime.sleep(Math.max(0, wait) + jitter, this.#closing.signal, { background: true }).then(
      () => !this.#closing.signal.aborted,
      () => false,
    );
  }

  async #round(): Promise<void> {
    for (const path of this.#options.files()) {
      if (this.#closing.signal.aborted) return;
      if ((await this.#dueAt(path)) <= this.#options.runtime.now()) await this.#refresh(path);
    }
    if (!this.#closing.signal.aborted) await this.#options.rebuild();
  }

  /** Another process may have checked it. A time to come is none: the clock was wrong then. */
  async #dueAt(path: string): Promise<number> {
    const { everyMs, runtime } = this.#options;
    const failedAt = this.#failures.get(path);
    if (failedAt !== undefined) return failedAt + Math.max(shortestRetryMs, everyMs * retryShare);
    const { document } = (await readCatalogueFile(path).catch(() => undefined)) ?? {};
    const checkedAt = Date.parse(document?.checked_at ?? document?.changed_at ?? '');
    return Number.isNaN(checkedAt) || checkedAt > runtime.now() ? 0 : checkedAt + everyMs;
  }

  async #refresh(path: string): Promise<void> {
    const { url, fetch, runtime, objection, onEvent } = this.#options;
    const result = await syncCatalogue({
      path,
      now: runtime.now,
      signal: this.#closing.signal,
      objection: (text) => objection(path, text),
      ...(url !== undefined && { url }),
      ...(fetch !== undefined && { fetch }),
    });
    if (this.#closing.signal.aborted) return;
    if (result.kind === 'failed') {
      this.#failures.set(path, runtime.now());
      this.#tellFailure(path, result.reason);
    } else {
      this.#failures.delete(path);
      onEvent({ type: 'catalogue-refreshed', file: path, ...countsOf(result) });
    }
  }

  #tellFailure(file: string, reason: string): void {
    this.#options.onEvent({ type: 'catalogue-refresh-failed', file, reason });
  }
}

function countsOf(result: Exclude<SyncResult, { readonly kind: 'failed' }>) {
  const { catalogue } = result;
  const before = result.kind === 'unchanged' ? catalogue : (result.before ?? { models: [] });
  const { added, removed, changed } = compareCatalogues(before, catalogue);
  return {
    models: catalogue.models.length,
    added: added.length,
    removed: removed.length,
    changed: changed.length,
  };
}
