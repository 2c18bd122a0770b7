import type { Condition } from '../../policy/condition.js';
import type { Outcome } from '../../policy/outcome.js';
import type { Rule } from '../../policy/rule.js';
import { describeCondition } from '../describe/describe-condition.js';

/** A rule as the author wrote it: a table is one, however many entries it has. */
export interface RuleGroup {
  readonly id: string;
  readonly description?: string;
  /** In words: of a rule its condition, of a table what guards all of it; undefined when nothing does. */
  readonly when?: string;
  /** More than one way out makes a table; the way out of a rule has no words. */
  readonly branches: readonly RuleBranch[];
}

export interface RuleBranch {
  readonly words?: string;
  readonly outcome: Outcome;
}

/** The rules in the file's order, the entries of each table together. Only ids of entries have a dot. */
export function groupRules(rules: readonly Rule[]): readonly RuleGroup[] {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const id = rule.id.split('.', 1)[0]!;
    groups.set(id, [...(groups.get(id) ?? []), rule]);
  }
  return [...groups].map(([id, members]) => (members[0]?.id === id ? single(members[0]) : table(id, members)));
}

function single({ id, description, condition, outcome }: Rule): RuleGroup {
  const when = describeCondition(condition);
  return { id, when, branches: [{ outcome }], ...(description !== undefined && { description }) };
}

function table(id: string, entries: readonly Rule[]): RuleGroup {
  const [first] = entries;
  const guards = first === undefined ? [] : partsOf(first).filter((part) => !isEntry(part, first));
  const when = guards.map(describeCondition).join(' and ');
  const branches = entries.map((entry) => ({ words: wordsOf(entry), outcome: entry.outcome }));
  const description = first?.description;
  return { id, branches, ...(when !== '' && { when }), ...(description !== undefined && { description }) };
}

function wordsOf(entry: Rule): string {
  if (entry.id.endsWith('.otherwise')) return 'otherwise';
  return partsOf(entry)
    .filter((part) => isEntry(part, entry))
    .map(describeCondition)
    .join(' and ');
}

/** A guarded entry is the conjunction of its guards and its own test; the conjunction stands where the entry does. */
function partsOf({ condition, place }: Rule): readonly Condition[] {
  return condition.kind === 'all' && condition.place === place ? condition.conditions : [condition];
}

/** An entry's own test stands in its key. */
function isEntry({ place }: Condition, rule: Rule): boolean {
  return place.line === rule.place.line && place.column === rule.place.column;
}
