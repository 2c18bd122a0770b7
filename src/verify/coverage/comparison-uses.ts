import type { CompiledPolicy, CompiledRule } from '../../rules/compile-policy.js';
import { leavesOf } from '../../rules/formula.js';
import type { ComparisonUse } from './coverage-item.js';

/** All comparisons that people wrote, each with every use of it: the guards of a table stand in all its entries. */
export function comparisonUses({ rules, constraints }: CompiledPolicy): readonly (readonly ComparisonUse[])[] {
  const uses = [
    ...rules.flatMap((rule, index) => writtenLeaves(rule).map((leaf) => use('rules', index, rule, leaf))),
    ...constraints.flatMap((constraint, index) =>
      leavesOf(constraint.formula).map((leaf) => use('constraints', index, constraint, leaf)),
    ),
  ];
  const written = new Map<string, ComparisonUse[]>();
  for (const each of uses) {
    const { place, comparison } = each.leaf;
    const key = JSON.stringify([place.file, place.pointer, comparison]);
    const known = written.get(key);
    if (known === undefined) written.set(key, [each]);
    else known.push(each);
  }
  return [...written.values()];
}

function use(
  list: ComparisonUse['in'],
  index: number,
  { formula }: Pick<CompiledRule, 'formula'>,
  leaf: ComparisonUse['leaf'],
): ComparisonUse {
  return { in: list, index, formula, leaf };
}

/** Without those of `otherwise`, which repeat the other entries of its table. */
function writtenLeaves({ rule, formula }: CompiledRule): readonly ComparisonUse['leaf'][] {
  const [, table] = /^(.*\/choose\/)otherwise$/.exec(rule.place.pointer) ?? [];
  const leaves = leavesOf(formula);
  return table === undefined ? leaves : leaves.filter(({ place }) => !place.pointer.startsWith(table));
}
