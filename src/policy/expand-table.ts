import { checkComparison } from './check-comparison.js';
import type { Comparison, Condition } from './condition.js';
import type { FactDeclaration } from './fact-declaration.js';
import type { FactScalar } from './fact-domain.js';
import { conjunction, negate } from './link-conditions.js';
import type { LinkContext } from './link-context.js';
import type { Outcome, TableRule } from './policy-document.generated.js';
import { child, entries, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import { parseTableKey, type TableKey } from './table-key.js';

/** An entry of a table: a rule in the making. The condition is undefined when the key is wrong. */
export interface TableEntry {
  /** The table's id, a dot, and the key with `-` for spaces: `by-size.below-500`. */
  readonly id: string;
  readonly condition: Condition | undefined;
  readonly outcome: Located<Outcome>;
}

type Entry = readonly [string, Located<Outcome>];

/** One entry per key of `choose`, in the file's order. */
export function expandTable(at: Located<TableRule>, context: LinkContext): TableEntry[] {
  const by = soundChild(at, 'by');
  const choose = child(at, 'choose');
  if (choose === undefined || typeof choose.value !== 'object' || choose.value === null) return [];
  const rows = entries<Outcome>(choose);
  const fact = by === undefined ? undefined : context.facts.find(by);
  const chooses = fact !== undefined && isChoosable(fact, by!, context);
  checkOtherwise(rows, context);
  const ids = new Map<string, Located<unknown>>();
  const leaves: (Condition | undefined)[] = [];
  return rows.map(([key, outcome]) => {
    const id = tableEntryId(soundChild(at, 'id')?.value ?? '', key);
    checkId(id, outcome, ids, context);
    const condition = chooses ? conditionOf(key, outcome, fact, leaves, context) : undefined;
    leaves.push(condition);
    return { id, condition, outcome };
  });
}

/** The id of a table's entry: `by-size.below-500`. */
export function tableEntryId(table: string, key: string): string {
  return `${table}.${key.replace(/\s+/g, '-')}`;
}

function isChoosable(fact: FactDeclaration, by: Located<string>, { report }: LinkContext): boolean {
  if (fact.domain.type !== 'list') return true;
  report('wrong-operator', `a table cannot choose by \`${fact.name}\`, which is a list`, valuePlace(by), {
    help: `write rules with ${fact.name}: { contains: … }`,
  });
  return false;
}

function checkOtherwise(rows: readonly Entry[], { report }: LinkContext): void {
  const index = rows.findIndex(([key]) => key === 'otherwise');
  const row = rows[index];
  if (row === undefined) return;
  if (rows.length === 1) {
    report('invalid-value', '`otherwise` stands alone, so the table chooses nothing', keyPlace(row[1]), {
      help: 'add another entry, or write a rule',
    });
  } else if (index < rows.length - 1) {
    report('invalid-value', '`otherwise` must be the last entry of a table', keyPlace(row[1]), {
      help: 'move it to the end',
    });
  }
}

function checkId(id: string, at: Located<unknown>, ids: Map<string, Located<unknown>>, { report }: LinkContext): void {
  const first = ids.get(id);
  if (first === undefined) ids.set(id, at);
  else {
    report('duplicate-name', `two entries of this table have the id \`${id}\``, keyPlace(at), {
      help: 'write the second one as a rule of its own',
      related: [{ message: 'the other entry is here', place: keyPlace(first) }],
    });
  }
}

function conditionOf(
  key: string,
  at: Located<Outcome>,
  fact: FactDeclaration,
  above: readonly (Condition | undefined)[],
  context: LinkContext,
): Condition | undefined {
  const parsed = parseTableKey(key, fact.domain);
  switch (parsed.kind) {
    case 'otherwise':
      return otherwise(fact, above, at);
    case 'test':
      return testCondition(parsed, at, fact, context);
    case 'surprise':
      context.report('yaml-surprise', parsed.surprise.message, keyPlace(at), { help: parsed.surprise.help });
      return undefined;
    case 'unreadable':
      context.report('invalid-value', `${quote(key, at.pointer)} is not a test of \`${fact.name}\``, keyPlace(at), {
        help: parsed.help,
      });
      return undefined;
    default:
      return parsed satisfies never;
  }
}

/** The value of a table's test stands in the key, so findings about it do too. */
function testCondition(
  { operator, value }: Extract<TableKey, { kind: 'test' }>,
  at: Located<Outcome>,
  fact: FactDeclaration,
  context: LinkContext,
): Condition | undefined {
  const place = keyPlace(at);
  const comparison = checkComparison(fact, operator, { ...at, value }, (code, message, _place, more) =>
    context.report(code, message, place, more),
  );
  return comparison === undefined ? undefined : { kind: 'comparison', comparison, place };
}

/** None of the table's other entries; like them unknown when the fact is. */
function otherwise(
  fact: FactDeclaration,
  above: readonly (Condition | undefined)[],
  at: Located<Outcome>,
): Condition | undefined {
  const place = keyPlace(at);
  if (fact.domain.type === 'number')
    return conjunction(
      above.map((condition) => negate(condition, place)),
      place,
    );
  const values = above.flatMap((condition): FactScalar[] => {
    const comparison = condition?.kind === 'comparison' ? condition.comparison : undefined;
    return comparison?.operator === 'is' ? [comparison.value] : [];
  });
  if (values.length < above.length) return undefined;
  const comparison: Comparison = { fact: fact.name, operator: 'none_of', value: values };
  return { kind: 'comparison', comparison, place };
}
