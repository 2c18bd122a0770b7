import type { ClassNode } from './class-nodes.js';
import { type ClassRuns, sizeOfRuns } from './class-runs.js';
import { canBeTrue } from './truth-set.js';

/** Some classes of some facts. */
export type ClassCover = readonly { readonly fact: number; readonly runs: ClassRuns }[];

/**
 * Classes one of which every choice has in which a node is true, as few as are easily found: for an `all` those of one
 * part, for an `any` those of every part. Undefined when it is true whatever is chosen.
 */
export function coverOf(node: ClassNode): ClassCover | undefined {
  if (node.kind === 'leaf') {
    return node.truths.flatMap(({ truth, runs }) => (truth === canBeTrue ? [{ fact: node.fact, runs }] : []));
  }
  const covers = node.parts.map(coverOf);
  if (node.kind === 'any') {
    const known = covers.filter((cover) => cover !== undefined);
    return known.length === covers.length ? known.flat() : undefined;
  }
  return covers.reduce((best, cover) => (sizeOf(cover) < sizeOf(best) ? cover : best), undefined);
}

function sizeOf(cover: ClassCover | undefined): number {
  if (cover === undefined) return Number.POSITIVE_INFINITY;
  return cover.reduce((size, { runs }) => size + sizeOfRuns(runs), 0);
}
