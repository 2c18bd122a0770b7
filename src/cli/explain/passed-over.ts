import type { Decision, PassedOver } from '../../decide/decision.js';
import { formatValue, shorten } from '../../diagnostics/format-value.js';
import type { Paint } from '../../diagnostics/paint.js';
import type { Policy } from '../../policy/policy.js';
import { position } from '../describe-decision.js';
import { fewOf } from '../few-of.js';

interface Line {
  readonly name: string;
  readonly text: string;
  readonly passed: PassedOver;
}

const mostShown = 50;

/**
 * What each rule above the one that decided lacked, a line for each; the entries of a table share theirs. Of many rules
 * the first.
 */
export function passedOverLines(decision: Decision, policy: Policy, paint: Paint): readonly string[] {
  const { shown, more } = fewOf(groupsOf(decision.passed_over, policy), mostShown);
  const lines = shown.map(lineOf);
  const width = Math.max(0, ...lines.map(({ name }) => name.length));
  return [
    ...lines.map(({ name, text, passed }) => {
      const mark = passed.unknown === undefined ? paint.red('✗') : paint.yellow('?');
      return `${mark} ${name.padEnd(width)}  ${text}  ${paint.dim(position(passed))}`;
    }),
    ...(more === 0 ? [] : [`and ${more.toLocaleString('en')} more  ${paint.dim('--json writes all of them')}`]),
  ];
}

/** Rules in a row that are entries of one table. */
interface Group {
  /** The table's id; undefined for a rule by itself. */
  readonly table: string | undefined;
  readonly passed: [PassedOver, ...PassedOver[]];
}

function groupsOf(passedOver: readonly PassedOver[], policy: Policy): readonly Group[] {
  const tables = new Map(policy.rules.map(({ id, place }) => [id, tableOf(id, place.pointer)]));
  const groups: Group[] = [];
  for (const passed of passedOver) {
    const table = tables.get(passed.rule);
    const last = groups.at(-1);
    if (table !== undefined && last?.table === table) last.passed.push(passed);
    else groups.push({ table, passed: [passed] });
  }
  return groups;
}

/** An entry's id is its table's, a dot, and its key. */
function tableOf(id: string, pointer: string): string | undefined {
  return pointer.includes('/choose/') ? id.slice(0, id.indexOf('.')) : undefined;
}

function lineOf({ table, passed }: Group): Line {
  const [first, ...others] = passed;
  if (table === undefined || others.length === 0) {
    return { name: first.rule, text: `${first.condition}: ${seen(first)}`, passed: first };
  }
  const same = others.every(({ condition }) => condition === first.condition);
  const facts = [...new Map(passed.map((each) => [each.fact, seen(each)])).values()].join(', ');
  const what = same ? first.condition : `none of ${passed.length} entries matches`;
  return { name: table, text: `${what}: ${facts}`, passed: first };
}

function seen({ fact, saw, unknown }: PassedOver): string {
  if (unknown !== undefined) return `${fact} is unknown (${unknown})`;
  return saw === undefined ? `${fact} was not read` : `${fact} is ${shorten(formatValue(saw), 60)}`;
}
