import { ClassDomain } from './class-domain.js';
import { type ClassNode, type ClassNodes, type ClassTruths, truthInClass } from './class-nodes.js';
import { type ClassGoal, type Domains, narrowGoal } from './narrow-goal.js';

/** Evaluations of goals after which one search gives up, so that nothing hangs on a policy made to be hard. */
const workLimit = 200_000;

/** A search, depth first: gives a fact one class after the other, and lets what follows narrow the other facts. */
export class ClassDescent {
  readonly #nodes: ClassNodes;
  #work = 0;
  #gaveUp = false;

  constructor(nodes: ClassNodes) {
    this.#nodes = nodes;
  }

  /** Whether it gave up, so that there may be what it did not find. */
  get gaveUp(): boolean {
    return this.#gaveUp;
  }

  /** Domains within which every goal is met; undefined when there are none, or none was found. */
  run(goals: readonly ClassGoal[], domains: Domains): Domains | undefined {
    const narrowed = [...domains];
    const open = this.#propagate(goals, narrowed);
    if (open === undefined) return undefined;
    const fact = nextFact(open, narrowed);
    if (fact === undefined) return narrowed;
    for (const index of this.#inOrder(fact, narrowed, open)) {
      if (this.#work > workLimit) {
        this.#gaveUp = true;
        return undefined;
      }
      const found = this.run(open, narrowed.with(fact, ClassDomain.of(index)));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Classes that the goals tell apart: where one fails, so does every other that is to all of them the same. */
  #inOrder(fact: number, domains: Domains, goals: readonly ClassGoal[]): Iterable<number> {
    const domain = domains[fact];
    if (domain === undefined) return [];
    return this.#nodes.entanglement[fact]?.inOrder(domain, () => marksOf(fact, goals)) ?? [];
  }

  /** Narrows the domains until no goal narrows them further. Gives the goals that are still open; undefined if one fails. */
  #propagate(goals: readonly ClassGoal[], domains: Domains): readonly ClassGoal[] | undefined {
    let open = goals;
    for (let before = -1; before !== sizeOf(domains); ) {
      before = sizeOf(domains);
      const left: ClassGoal[] = [];
      for (const goal of open) {
        this.#work += 1;
        const rest = narrowGoal(goal, domains);
        if (rest === undefined) return undefined;
        left.push(...rest);
      }
      open = left;
    }
    return open;
  }
}

/** Comparisons up to which it takes less to compare classes than to try them. */
const mostCompared = 32;

/** Gives the classes of a fact the same mark exactly when goals have the same truths for them; or each its own. */
function marksOf(fact: number, goals: readonly ClassGoal[]): (index: number) => string | number {
  const compared = new Set<ClassTruths>();
  for (const { node } of goals) collectTruths(node, fact, compared);
  if (compared.size > mostCompared) return (index) => index;
  const truths = [...compared];
  return (index) => truths.map((each) => truthInClass(each, index)).join('');
}

function collectTruths(node: ClassNode, fact: number, found: Set<ClassTruths>): void {
  if (found.size > mostCompared) return;
  if (node.kind !== 'leaf') for (const part of node.parts) collectTruths(part, fact, found);
  else if (node.fact === fact) found.add(node.truths);
}

function sizeOf(domains: Domains): number {
  return domains.reduce((size, domain) => size + domain.size, 0);
}

/** The fact with the fewest classes left, of the goal with the fewest facts. */
function nextFact(goals: readonly ClassGoal[], domains: Domains): number | undefined {
  let best: readonly number[] = [];
  for (const { node } of goals) {
    const open = node.facts.filter((fact) => (domains[fact]?.size ?? 0) > 1);
    if (best.length === 0 || (open.length > 0 && open.length < best.length)) best = open;
    if (best.length === 2) break;
  }
  const size = (fact: number): number => domains[fact]?.size ?? 0;
  return best.reduce<number | undefined>(
    (chosen, fact) => (chosen === undefined || size(fact) < size(chosen) ? fact : chosen),
    undefined,
  );
}
