import type { ClassDomain } from './class-domain.js';
import { type ClassNode, truthInClass } from './class-nodes.js';
import { runsOf } from './class-runs.js';
import { canBeFalse, canBeTrue, canBeUnknown, combineTruthSets, type TruthSet } from './truth-set.js';

/** The classes that are left for each fact, by the fact's index. */
export type Domains = ClassDomain[];

/** A goal over classes. */
export interface ClassGoal {
  readonly node: ClassNode;
  readonly allowed: TruthSet;
}

/**
 * What is left of a goal within these domains: nothing when it is met, goals over several facts that are still open, or
 * undefined when it cannot be met. A part that hangs on one fact only leaves that fact the classes that meet it.
 */
export function narrowGoal({ node, allowed }: ClassGoal, domains: Domains): readonly ClassGoal[] | undefined {
  const { truths, rest } = simplify(node, domains);
  if ((truths & allowed) === 0) return undefined;
  if ((truths & ~allowed) === 0) return [];
  return narrowOpen({ node: rest, allowed }, domains);
}

/** What is left of several goals; undefined when one cannot be met. */
export function narrowGoals(goals: readonly ClassGoal[], domains: Domains): readonly ClassGoal[] | undefined {
  const open: ClassGoal[] = [];
  for (const goal of goals) {
    const left = narrowGoal(goal, domains);
    if (left === undefined) return undefined;
    open.push(...left);
  }
  return open;
}

function narrowOpen(goal: ClassGoal, domains: Domains): readonly ClassGoal[] | undefined {
  const { node, allowed } = goal;
  const [fact, ...others] = node.facts;
  if (fact !== undefined && others.length === 0) {
    const left = classesThatMeet(goal, domains[fact]);
    if (left !== undefined) domains[fact] = left;
    return left === undefined || left.size === 0 ? undefined : [];
  }
  if (node.kind === 'leaf' || !comesApart(node.kind, allowed)) return [goal];
  return narrowGoals(
    node.parts.map((part) => ({ node: part, allowed })),
    domains,
  );
}

/** Whether the goal is met exactly when every part meets it: an `all` is true when all are, an `any` not true when none is. */
function comesApart(kind: 'all' | 'any', allowed: TruthSet): boolean {
  const whole = kind === 'all' ? canBeTrue : canBeFalse;
  return allowed === whole || allowed === (whole | canBeUnknown);
}

interface Simplified {
  /** What the node can become. */
  readonly truths: TruthSet;
  /** The node without the parts that are settled and do not matter. */
  readonly rest: ClassNode;
}

function simplify(node: ClassNode, domains: Domains): Simplified {
  if (node.kind === 'leaf') return { truths: truthsOver(node, domains[node.fact]), rest: node };
  const neutral = node.kind === 'all' ? canBeTrue : canBeFalse;
  const parts: ClassNode[] = [];
  let truths: TruthSet = neutral;
  let shrunk = false;
  for (const part of node.parts) {
    const each = simplify(part, domains);
    truths = combineTruthSets(node.kind, truths, each.truths);
    if (each.truths !== neutral) parts.push(each.rest);
    shrunk ||= each.truths === neutral || each.rest !== part;
  }
  if (!shrunk) return { truths, rest: node };
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return { truths, rest: only };
  return { truths, rest: { kind: node.kind, parts, facts: [...new Set(parts.flatMap(({ facts }) => facts))] } };
}

/** The classes of a goal's only fact that meet it. */
function classesThatMeet({ node, allowed }: ClassGoal, domain: ClassDomain | undefined): ClassDomain | undefined {
  if (domain === undefined) return undefined;
  if (node.kind !== 'leaf') {
    const meeting = domain
      .members()
      .filter((index) => (truthsBy(node, ({ truths }) => truthInClass(truths, index)) & allowed) !== 0);
    return domain.within([runsOf(meeting)]);
  }
  return domain.within(node.truths.flatMap(({ truth, runs }) => ((truth & allowed) === 0 ? [] : [runs])));
}

/** What a node can become within these domains. */
export function truthsWithin(node: ClassNode, domains: readonly ClassDomain[]): TruthSet {
  return truthsBy(node, (leaf) => truthsOver(leaf, domains[leaf.fact]));
}

/** The truth of a node for one class of each fact. */
export function truthAt(node: ClassNode, choice: ArrayLike<number>): TruthSet {
  return truthsBy(node, ({ fact, truths }) => truthInClass(truths, choice[fact] ?? -1));
}

type ClassLeaf = ClassNode & { kind: 'leaf' };

function truthsBy(node: ClassNode, ofLeaf: (leaf: ClassLeaf) => TruthSet): TruthSet {
  if (node.kind === 'leaf') return ofLeaf(node);
  const absorbing = node.kind === 'all' ? canBeFalse : canBeTrue;
  let truths: TruthSet = node.kind === 'all' ? canBeTrue : canBeFalse;
  for (const part of node.parts) {
    truths = combineTruthSets(node.kind, truths, truthsBy(part, ofLeaf));
    // Whatever the other parts are: of the many rules above one, most differ from it in their first fact.
    if (truths === absorbing) break;
  }
  return truths;
}

function truthsOver({ truths }: ClassLeaf, domain: ClassDomain | undefined): TruthSet {
  if (domain === undefined) return 0;
  return truths.reduce((found, { truth, runs }) => (domain.meets(runs) ? found | truth : found), 0);
}
