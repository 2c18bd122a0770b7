import type { ClassNode } from './class-nodes.js';
import { canBeFalse, canBeTrue, canBeUnknown, combineTruthSets, type TruthSet } from './truth-set.js';

/** The classes that are left for each fact, by the fact's index. Lists are replaced, never changed. */
export type Domains = (readonly number[])[];

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

function narrowOpen(goal: ClassGoal, domains: Domains): readonly ClassGoal[] | undefined {
  const { node, allowed } = goal;
  const [fact, ...others] = node.facts;
  if (fact !== undefined && others.length === 0) {
    const left = (domains[fact] ?? []).filter((index) => (truthAt(node, index) & allowed) !== 0);
    domains[fact] = left;
    return left.length === 0 ? undefined : [];
  }
  if (node.kind === 'leaf' || !comesApart(node.kind, allowed)) return [goal];
  const open: ClassGoal[] = [];
  for (const part of node.parts) {
    const left = narrowGoal({ node: part, allowed }, domains);
    if (left === undefined) return undefined;
    open.push(...left);
  }
  return open;
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
  if (node.kind === 'leaf') return { truths: truthsOver(node, domains[node.fact] ?? []), rest: node };
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

/** What a node can become within these domains. */
export function truthsWithin(node: ClassNode, domains: readonly (readonly number[])[]): TruthSet {
  if (node.kind === 'leaf') return truthsOver(node, domains[node.fact] ?? []);
  const absorbing = node.kind === 'all' ? canBeFalse : canBeTrue;
  let truths: TruthSet = node.kind === 'all' ? canBeTrue : canBeFalse;
  for (const part of node.parts) {
    truths = combineTruthSets(node.kind, truths, truthsWithin(part, domains));
    // Whatever the other parts are: of the many rules above one, most differ from it in their first fact.
    if (truths === absorbing) break;
  }
  return truths;
}

function truthsOver(node: ClassNode & { kind: 'leaf' }, domain: readonly number[]): TruthSet {
  let truths = 0;
  for (const index of domain) {
    truths |= node.truths[index] ?? 0;
    if (truths === node.open) break;
  }
  return truths;
}

/** The truth of a formula over one fact in one of its classes. */
function truthAt(node: ClassNode, index: number): TruthSet {
  if (node.kind === 'leaf') return node.truths[index] ?? 0;
  const neutral = node.kind === 'all' ? canBeTrue : canBeFalse;
  return node.parts.reduce((truths, part) => combineTruthSets(node.kind, truths, truthAt(part, index)), neutral);
}
