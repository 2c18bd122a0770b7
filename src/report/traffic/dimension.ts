import { quoted } from '../records/sql-text.js';

/** Something that requests can be grouped by. */
export interface Dimension {
  /** As it was asked for, and the head of its column. */
  readonly name: string;
  /** An expression over the relation `requests`. */
  readonly sql: string;
  /** Groups stand in the order of time. */
  readonly isTime: boolean;
}

const plain: Readonly<Record<string, string>> = {
  task: factSql('task'),
  tier: 'tier',
  rule: 'rule',
  model: 'model',
  slot: 'slot',
  endpoint: 'endpoint',
  policy: 'policy',
  version: 'version',
  outcome: 'outcome',
  error: 'error',
  stream: 'stream',
};

const times: Readonly<Record<string, string>> = {
  hour: `strftime("at", '%Y-%m-%dT%H:00')`,
  day: `strftime("at", '%Y-%m-%d')`,
  week: `strftime("at", '%G-W%V')`,
  month: `strftime("at", '%Y-%m')`,
};

export const dimensionNames: readonly string[] = [
  ...Object.keys(plain),
  ...Object.keys(times),
  'fact:NAME',
  'attribute:PATH',
  'arm:EXPERIMENT',
];

/** Undefined for what nothing can be grouped by. */
export function dimensionOf(name: string): Dimension | undefined {
  const simple = Object.hasOwn(plain, name) ? plain[name] : undefined;
  if (simple !== undefined) return { name, sql: simple, isTime: false };
  const time = Object.hasOwn(times, name) ? times[name] : undefined;
  if (time !== undefined) return { name, sql: time, isTime: true };
  const [, kind, of] = /^(fact|attribute|arm):(.+)$/s.exec(name) ?? [];
  if (kind === undefined || of === undefined) return undefined;
  return { name, sql: namedSql(kind, of), isTime: false };
}

function namedSql(kind: string, of: string): string {
  if (kind === 'fact') return factSql(of);
  if (kind === 'attribute') return `json_extract_string(attributes, ${jsonPath(of)})`;
  return `list_extract(list_filter(exposures, lambda e: e.experiment = ${quoted(of)}), 1).arm`;
}

function factSql(name: string): string {
  return `json_extract_string(facts, ${jsonPath(name)})`;
}

function jsonPath(key: string): string {
  return quoted(`$."${key.replaceAll('"', '\\"')}"`);
}
