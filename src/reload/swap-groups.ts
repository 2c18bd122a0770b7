import type { Candidate, FileStamp, Generation } from './generation.js';

/** A candidate, and the generation that it would replace. */
export interface Swap<C> {
  readonly candidate: Candidate<C>;
  readonly current: Generation<C> | undefined;
}

/**
 * Swaps that must happen together: those whose policies read a file that has changed, directly or through one another.
 * A change in a shared include so takes all its users along, or none.
 */
export function swapGroups<C>(swaps: readonly Swap<C>[]): readonly (readonly Swap<C>[])[] {
  const groupOf = new Map(swaps.map((swap) => [swap, new Set([swap])]));
  for (const users of usersByFile(swaps).values()) {
    const merged = new Set([...users].flatMap((swap) => [...(groupOf.get(swap) ?? [])]));
    for (const swap of merged) groupOf.set(swap, merged);
  }
  return [...new Set(groupOf.values())].map((group) => [...group]);
}

/** Each changed file with the swaps that read it. */
function usersByFile<C>(swaps: readonly Swap<C>[]): ReadonlyMap<string, ReadonlySet<Swap<C>>> {
  const changed = new Set(swaps.flatMap(changedFiles));
  const users = new Map<string, Set<Swap<C>>>();
  for (const swap of swaps) {
    for (const file of filesOf(swap).filter((name) => changed.has(name))) {
      users.set(file, (users.get(file) ?? new Set()).add(swap));
    }
  }
  return users;
}

/** Files that the candidate read and its current generation read differently. */
function changedFiles<C>({ candidate, current }: Swap<C>): readonly string[] {
  const before = new Map(current?.files.map(({ file, hash }) => [file, hash]));
  return candidate.files.filter(({ file, hash }) => before.has(file) && before.get(file) !== hash).map(nameOf);
}

/** A refused policy may not have come as far as its includes: it then uses those that it used last. */
function filesOf<C>({ candidate, current }: Swap<C>): readonly string[] {
  const known = candidate.compiled === undefined ? (current?.files ?? []) : [];
  return [...new Set([...candidate.files, ...known].map(nameOf))];
}

function nameOf({ file }: FileStamp): string {
  return file;
}
