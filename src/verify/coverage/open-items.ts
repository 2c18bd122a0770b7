import { readingsOfDecision } from '../../decide/decision-readings.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import type { Leaf } from '../../rules/formula.js';
import type { CaseResult } from '../fixture-result.js';
import { BoundaryIndex, type BoundaryItem } from './boundary-index.js';
import type { CoverageItem } from './coverage-item.js';
import { exercisedBy, isMetBy } from './exercised.js';

/**
 * The items that no case has exercised yet. A case is held against the comparisons it evaluated, and not against every
 * item: of a large policy one case exercises few.
 */
export class OpenItems {
  readonly #compiled: CompiledPolicy;
  readonly #open: Set<CoverageItem>;
  readonly #rules = new Map<string, CoverageItem[]>();
  readonly #conditions = new Map<Leaf, ConditionItem[]>();
  readonly #boundaries: BoundaryIndex;
  /** Arms, positions and constraints: those are asked one by one. */
  readonly #others = new Set<CoverageItem>();

  constructor(items: Iterable<CoverageItem>, compiled: CompiledPolicy) {
    this.#compiled = compiled;
    this.#open = new Set(items);
    for (const item of this.#open) this.#index(item);
    this.#boundaries = new BoundaryIndex([...this.#open].filter((item) => item.kind === 'boundaries'));
  }

  /** In the order in which they were given. */
  get left(): ReadonlySet<CoverageItem> {
    return this.#open;
  }

  /** Takes out what a case exercises, and gives it. */
  take(result: Pick<CaseResult, 'decision' | 'execution'>): readonly CoverageItem[] {
    const { decision } = result;
    const { covers, evaluated } = exercisedBy(result, this.#compiled);
    const boundaries = [...readingsOfDecision(decision)].flatMap(([fact, reading]): readonly BoundaryItem[] => [
      ...this.#boundaries.around(fact, reading),
    ]);
    const asked = [...(this.#rules.get(decision.rule ?? '') ?? []), ...boundaries, ...this.#others];
    const taken = asked.filter((item) => this.#open.has(item) && covers(item));
    for (const item of taken) this.#remove(item);
    for (const [leaf, saw] of evaluated) {
      for (const item of this.#conditions.get(leaf) ?? []) {
        if (!isMetBy(item, saw)) continue;
        taken.push(item);
        this.#remove(item);
      }
    }
    return taken;
  }

  #index(item: CoverageItem): void {
    switch (item.kind) {
      case 'rules':
        append(this.#rules, this.#compiled.rules[item.ruleIndex]?.rule.id ?? 'default', item);
        break;
      case 'conditions':
        for (const { leaf } of item.uses) append(this.#conditions, leaf, item);
        break;
      case 'boundaries':
        break;
      default:
        this.#others.add(item);
    }
  }

  #remove(item: CoverageItem): void {
    this.#open.delete(item);
    this.#others.delete(item);
    if (item.kind === 'boundaries') this.#boundaries.delete(item);
    if (item.kind !== 'conditions') return;
    for (const { leaf } of item.uses) {
      const left = this.#conditions.get(leaf)?.filter((each) => each !== item) ?? [];
      if (left.length === 0) this.#conditions.delete(leaf);
      else this.#conditions.set(leaf, left);
    }
  }
}

type ConditionItem = CoverageItem & { readonly kind: 'conditions' };

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
