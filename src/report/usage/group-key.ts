import { sqlText } from '../sql-text.js';

/** What requests are grouped by. */
export interface GroupKey {
  /** As the user wrote it. */
  readonly name: string;
  /** An expression over the columns of a request; text or null. */
  readonly sql: string;
  /** Whether its groups are in the order of time. */
  readonly isTime: boolean;
}

const columns = [
  'tier',
  'model',
  'rule',
  'version',
  'policy',
  'endpoint',
  'slot',
  'reason',
  'outcome',
  'error',
  'stream',
];

const times: Readonly<Record<string, string>> = {
  hour: '%Y-%m-%dT%H:00Z',
  day: '%Y-%m-%d',
  week: '%G-W%V',
  month: '%Y-%m',
};

/** With a name of the user's after a colon. */
const named: Readonly<Record<string, (name: string) => string>> = {
  fact: (name) => valueIn('facts', name),
  attribute: (path) => valueIn('attributes', path),
  arm: (experiment) => `list_filter(exposures, lambda each: each.experiment = ${sqlText(experiment)})[1].arm`,
};

/** For messages: everything that is a key. */
export const groupKeyNames: readonly string[] = [
  'task',
  ...columns,
  ...Object.keys(times),
  'arm:EXPERIMENT',
  'fact:NAME',
  'attribute:PATH',
];

/** Undefined when there is no such key. */
export function parseGroupKey(text: string): GroupKey | undefined {
  const colon = text.indexOf(':');
  if (colon > 0) {
    const [kind, name] = [text.slice(0, colon), text.slice(colon + 1)];
    const sql = Object.hasOwn(named, kind) && name !== '' ? named[kind]?.(name) : undefined;
    return sql === undefined ? undefined : { name: text, sql, isTime: false };
  }
  if (text === 'task') return { name: text, sql: valueIn('facts', 'task'), isTime: false };
  if (columns.includes(text)) return { name: text, sql: text, isTime: false };
  const format = Object.hasOwn(times, text) ? times[text] : undefined;
  return format === undefined ? undefined : { name: text, sql: `strftime("at", ${sqlText(format)})`, isTime: true };
}

/** A member of an object, whatever characters its name has: as a JSON pointer. */
function valueIn(column: string, name: string): string {
  const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return `json_extract_string(${column}, ${sqlText(pointer)})`;
}
