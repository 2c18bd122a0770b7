import { createHash } from 'node:crypto';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { LoadedFile, LoadedPolicies, LoadedPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import type { Candidate, FileStamp, Generation, PolicyEvent } from './generation.js';
import { type Generations, type PolicySetState, swapGenerations } from './swap-generations.js';

export interface PolicySetOptions<C> {
  /** Reads all policy files. When it rejects, nothing changes. */
  readonly load: () => Promise<LoadedPolicies>;
  /** Makes a policy ready to serve; `compiled` is undefined exactly when the diagnostics have errors. */
  readonly compile: (policy: Policy) => Promise<{ readonly compiled?: C; readonly diagnostics: readonly Diagnostic[] }>;
  /** What is worth a warning when one generation takes the place of another. */
  readonly compare?: (previous: C, next: C) => readonly Diagnostic[];
  /** Called after the swap that it tells of. */
  readonly onEvent?: (event: PolicyEvent) => void;
}

/**
 * The policies that are served, by name: for each its last good generation. What is new is built beside what is served,
 * and one reference is swapped; whoever holds a generation keeps it.
 */
export class PolicySet<C> {
  readonly #options: PolicySetOptions<C>;
  #state: PolicySetState<C> = { generations: new Map(), refusals: new Map() };
  #only: Generation<C> | undefined;
  #files: readonly string[] = [];
  #lastReload: Promise<unknown> = Promise.resolve();

  constructor(options: PolicySetOptions<C>) {
    this.#options = options;
  }

  /** All current generations, as of one moment. */
  get generations(): Generations<C> {
    return this.#state.generations;
  }

  /** The current generation, where there is one policy. */
  get only(): Generation<C> | undefined {
    return this.#only;
  }

  /** The current generation of a policy. */
  get(name: string): Generation<C> | undefined {
    return this.#state.generations.get(name);
  }

  /** Every file that was read, or looked for in vain, at the last reload. */
  get files(): readonly string[] {
    return this.#files;
  }

  /**
   * Reads the files, builds what changed and swaps it in. Reloads that overlap run one after the other.
   *
   * @param isCurrent Asked when everything is built: false throws the result away, because the files have changed again.
   * @returns What happened, in the order in which it was told to `onEvent`.
   */
  reload(isCurrent: () => Promise<boolean> = async () => true): Promise<readonly PolicyEvent[]> {
    const reload = this.#lastReload.then(() => this.#reload(isCurrent));
    this.#lastReload = reload.catch(() => undefined);
    return reload;
  }

  /**
   * The same for what is served only, from what `load` makes of it: files that were refused stay so, and no other is
   * looked at.
   */
  rebuild(load: (served: Generations<C>) => Promise<LoadedPolicies>): Promise<readonly PolicyEvent[]> {
    const rebuild = this.#lastReload.then(() => this.#rebuild(load));
    this.#lastReload = rebuild.catch(() => undefined);
    return rebuild;
  }

  async #reload(isCurrent: () => Promise<boolean>): Promise<readonly PolicyEvent[]> {
    const loaded = await this.#options.load();
    const candidates = await this.#candidates(loaded);
    if (!(await isCurrent())) return [];
    const { state, events } = swapGenerations(this.#state, candidates);
    this.#serve(state);
    this.#files = [...new Set(loaded.policies.flatMap(({ files }) => files.map(({ file }) => file)))];
    this.#tell(events);
    return events;
  }

  async #rebuild(load: (served: Generations<C>) => Promise<LoadedPolicies>): Promise<readonly PolicyEvent[]> {
    const { generations, refusals } = this.#state;
    const candidates = await this.#candidates(await load(generations));
    const { state, events } = swapGenerations({ generations, refusals: new Map() }, candidates);
    this.#serve({ ...state, refusals });
    this.#tell(events);
    return events;
  }

  #serve(state: PolicySetState<C>): void {
    this.#state = state;
    const [first, ...others] = state.generations.values();
    this.#only = others.length === 0 ? first : undefined;
  }

  async #candidates(loaded: LoadedPolicies): Promise<readonly Candidate<C>[]> {
    return [
      ...(await Promise.all(loaded.policies.map((policy) => this.#build(policy)))),
      ...unreadable(loaded.diagnostics),
    ];
  }

  #tell(events: readonly PolicyEvent[]): void {
    for (const event of events) this.#options.onEvent?.(event);
  }

  async #build(loaded: LoadedPolicy): Promise<Candidate<C>> {
    const { file, policy, sources, diagnostics } = loaded;
    const files = loaded.files.map(stampOf);
    if (!policy) {
      const version = hash(JSON.stringify(files));
      return { name: loaded.name, file, version, compiled: undefined, files, diagnostics, sources };
    }
    const { name, version } = policy;
    const current = this.get(name);
    const result =
      current?.version === version
        ? { compiled: current.compiled, diagnostics: [] }
        : await this.#options.compile(policy);
    const all = [...diagnostics, ...result.diagnostics, ...this.#compare(current?.compiled, result.compiled)];
    return { name, file, version, compiled: result.compiled, files, diagnostics: all, sources };
  }

  #compare(previous: C | undefined, next: C | undefined): readonly Diagnostic[] {
    if (previous === undefined || next === undefined || previous === next) return [];
    return this.#options.compare?.(previous, next) ?? [];
  }
}

/** A candidate that stands for what is wrong with the place where policies should be. */
function unreadable(diagnostics: readonly Diagnostic[]): readonly Candidate<never>[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return [];
  const { file } = first.place;
  const version = hash(JSON.stringify(errors));
  return [{ name: undefined, file, version, compiled: undefined, files: [], diagnostics: errors, sources: [] }];
}

function stampOf({ file, text }: LoadedFile): FileStamp {
  return { file, hash: text === undefined ? undefined : hash(text) };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
