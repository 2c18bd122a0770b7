import type { ClassNode } from './class-nodes.js';
import { type ClassRuns, sizeOfRuns } from './class-runs.js';
import { canBeTrue } from './truth-set.js';

/** Some classes of some facts. */
export type ClassCover = readonly { readonly fact: number; readonly runs: ClassRuns }[];

/**
 * Classes one of which every choice has in which a node is true, as small a part of all as is easily found: for an `all`
 * those of one part, for an `any` those of every part. Undefined when it is true whatever is chosen.
 */
export function coverOf(node: ClassNode): ClassCover | undefined {
  return narrowestCover(node)?.cover;
}

interface SharedCover {
  readonly cover: ClassCover;
  /** The part of their facts' classes that they are, summed over the facts. */
  readonly share: number;
}

function narrowestCover(node: ClassNode): SharedCover | undefined {
  if (node.kind === 'leaf') return coverOfLeaf(node);
  const covers = node.parts.map(narrowestCover);
  const known = covers.filter((cover) => cover !== undefined);
  if (node.kind === 'all') {
    return known.reduce<SharedCover | undefined>(
      (best, cover) => (best === undefined || cover.share < best.share ? cover : best),
      undefined,
    );
  }
  if (known.length < covers.length) return undefined;
  return { cover: known.flatMap(({ cover }) => cover), share: known.reduce((sum, { share }) => sum + share, 0) };
}

function coverOfLeaf({ fact, truths }: ClassNode & { kind: 'leaf' }): SharedCover {
  const runs = truths.find(({ truth }) => truth === canBeTrue)?.runs ?? [];
  const classes = truths.reduce((size, each) => size + sizeOfRuns(each.runs), 0);
  return { cover: [{ fact, runs }], share: classes === 0 ? 0 : sizeOfRuns(runs) / classes };
}
