import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Candidate, Generation, PolicyApplied, PolicyEvent, PolicyRefused } from './generation.js';
import { type Swap, swapGroups } from './swap-groups.js';

export type Generations<C> = ReadonlyMap<string, Generation<C>>;

export interface PolicySetState<C> {
  /** By policy name. */
  readonly generations: Generations<C>;
  /** By file: what was refused last, so that each content is reported once. */
  readonly refusals: ReadonlyMap<string, string>;
}

export interface SwapResult<C> {
  readonly state: PolicySetState<C>;
  readonly events: readonly PolicyEvent[];
}

/**
 * What is served after the policy files have been read again.
 *
 * - A good policy with a new version takes the place of its last generation; a bad one changes nothing.
 * - A changed file that several policies read swaps all of them, or none: a served policy that is bad holds the others
 *   back. One that was never served does not.
 * - A policy whose file is gone keeps its last generation, and is refused like a bad one: files go missing when they
 *   are moved, remounted or written anew, and nobody loses a policy by that. It ends when the router does.
 */
export function swapGenerations<C>(state: PolicySetState<C>, candidates: readonly Candidate<C>[]): SwapResult<C> {
  const swaps = swapsOf(state.generations, candidates);
  const outcomes = swapGroups(swaps).flatMap(outcomesOf);
  const applied = outcomes.filter((outcome) => outcome.event.type === 'policy-applied');
  const refused = [
    ...outcomes.filter((outcome) => outcome.event.type === 'policy-refused'),
    ...missing(state.generations, swaps),
  ];
  const events = [...applied, ...refused].filter((outcome) => isNews(outcome, state)).map((outcome) => outcome.event);
  return {
    state: {
      generations: new Map([
        ...state.generations,
        ...applied.map(({ next }) => [next?.name, next] as const).filter(isNamed),
      ]),
      refusals: new Map(refused.map(({ file, version }) => [file, version])),
    },
    events,
  };
}

interface Outcome<C> {
  readonly file: string;
  readonly version: string;
  readonly event: PolicyApplied | PolicyRefused;
  /** The generation to serve from now on. */
  readonly next?: Generation<C>;
}

function isNamed<C>(entry: readonly [string | undefined, Generation<C> | undefined]): entry is [string, Generation<C>] {
  return entry[0] !== undefined;
}

/** Each candidate with the generation that it would replace: that of its name, or for a bad file that of the file. */
function swapsOf<C>(generations: Generations<C>, candidates: readonly Candidate<C>[]): readonly Swap<C>[] {
  const files = new Set(candidates.map(({ file }) => file));
  const good = new Set(candidates.filter(({ compiled }) => compiled !== undefined).map(({ name }) => name));
  const byFile = new Map([...generations.values()].map((generation) => [generation.file, generation]));
  return candidates.map((candidate) => {
    const { name = '', file, compiled } = candidate;
    const named = generations.get(name);
    if (compiled !== undefined) return { candidate, current: named };
    const current = byFile.get(file) ?? (named && !files.has(named.file) ? named : undefined);
    // A policy that a good file gives is not lost with a bad file that gave it before, or that repeats its name.
    return { candidate, current: current && good.has(current.name) ? undefined : current };
  });
}

function outcomesOf<C>(group: readonly Swap<C>[]): readonly Outcome<C>[] {
  const holders = group.filter(({ candidate, current }) => current && candidate.compiled === undefined);
  return group.map((swap) =>
    swap.candidate.compiled === undefined || (holders.length > 0 && isChange(swap))
      ? refusal(swap, holders)
      : application(swap),
  );
}

function isChange<C>({ candidate, current }: Swap<C>): boolean {
  return candidate.version !== current?.version;
}

function application<C>(swap: Swap<C>): Outcome<C> {
  const { candidate, current } = swap;
  const { name = '', file, version, compiled, files, diagnostics } = candidate;
  const event: PolicyApplied = {
    type: 'policy-applied',
    policy: name,
    version,
    previous: current?.version,
    diagnostics,
  };
  return {
    file,
    version,
    event,
    ...(isChange(swap) || current?.file !== file
      ? { next: { name, file, version, compiled: compiled as C, files } }
      : {}),
  };
}

function refusal<C>({ candidate, current }: Swap<C>, holders: readonly Swap<C>[]): Outcome<C> {
  const { file, version } = candidate;
  const isHeldBack = candidate.compiled !== undefined;
  const event: PolicyRefused = {
    type: 'policy-refused',
    file,
    policy: current?.name ?? candidate.name,
    diagnostics: isHeldBack ? holders.flatMap((holder) => holder.candidate.diagnostics) : candidate.diagnostics,
    sources: isHeldBack ? holders.flatMap((holder) => holder.candidate.sources) : candidate.sources,
    heldBackBy: isHeldBack ? holders.flatMap((holder) => holder.current?.name ?? []) : [],
  };
  // A policy held back is news again when what holds it back changes.
  const reasons = isHeldBack ? holders.map((holder) => holder.candidate.version) : [];
  return { file, version: [version, ...reasons].join(' '), event };
}

/** Policies that no file gives any more. */
function missing<C>(generations: Generations<C>, swaps: readonly Swap<C>[]): readonly Outcome<C>[] {
  const found = new Set(swaps.map(({ current, candidate }) => candidate.name ?? current?.name));
  return [...generations.values()]
    .filter(({ name }) => !found.has(name))
    .map(({ name, file }) => {
      const event: PolicyRefused = {
        type: 'policy-refused',
        file,
        policy: name,
        diagnostics: [goneDiagnostic(name, file)],
        sources: [],
        heldBackBy: [],
      };
      return { file: goneKey(file, name), version: 'gone', event };
    });
}

function goneDiagnostic(name: string, file: string): Diagnostic {
  return {
    code: 'file-unreadable',
    severity: 'error',
    message: `The policy "${name}" is gone from ${file}.`,
    help: 'Its last version goes on. Put the file back, or restart to be rid of the policy.',
    place: { file, pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 },
  };
}

/** Refusals are told once for each content; applications when it is new, or when a refused file is good again. */
function isNews<C>({ file, version, event }: Outcome<C>, { refusals }: PolicySetState<C>): boolean {
  if (event.type === 'policy-refused') return refusals.get(file) !== version;
  return event.previous !== version || refusals.has(file) || refusals.has(goneKey(file, event.policy));
}

function goneKey(file: string, name: string): string {
  return `${file} ${name}`;
}
