import { type BrokenLines, firstBrokenLines } from '../broken-lines.js';
import type { Database, SqlRow } from '../open-database.js';
import { type GroupKey, parseGroupKey } from './group-key.js';
import { readFigures } from './read-figures.js';
import type { UsageFigures } from './usage-figures.js';
import { brokenFilesSql, figuresSql, kindsSql, layOutSql, scoresSql, type UsageWindow } from './usage-sql.js';

/** What requests cost and how they went, as JSON. */
export interface UsageReport {
  readonly files: number;
  /** Lines that are records, whether or not they count. */
  readonly records: { readonly requests: number; readonly feedback: number; readonly shadows: number };
  readonly broken_lines: BrokenLines;
  readonly since?: string;
  readonly until?: string;
  readonly where?: string;
  readonly by: readonly string[];
  readonly total: UsageFigures;
  /** Dearest first; by time, where that is a key. */
  readonly groups: readonly UsageGroup[];
}

export interface UsageGroup {
  /** In the order of `by`; null where a request has none. */
  readonly keys: readonly (string | null)[];
  readonly figures: UsageFigures;
}

export interface UsageQuestion extends UsageWindow {
  readonly by: readonly GroupKey[];
}

/** The report, and more groupings of the same requests. */
export interface ReadUsage {
  readonly report: UsageReport;
  /** By keys that were named in `also`. */
  readonly groupsBy: (...names: readonly string[]) => Promise<readonly UsageGroup[]>;
}

/** Reads record files once. Rejects with DuckDB's message when a condition of the question is wrong. */
export async function readUsage(
  database: Database,
  files: readonly string[],
  { by, ...window }: UsageQuestion,
  also: readonly string[] = [],
): Promise<ReadUsage> {
  const keys = [...by, ...also.flatMap((name) => parseGroupKey(name) ?? [])];
  const groupsBy = (...wanted: readonly GroupKey[]) => readGroups(database, keys, wanted);
  await database.run(layOutSql(files, keys, window));
  await database.run(scoresSql);
  const [kinds = {}] = await database.run(kindsSql);
  const [all = {}] = await database.run(figuresSql([]));
  const report: UsageReport = {
    files: files.length,
    records: {
      requests: Number(kinds.requests),
      feedback: Number(kinds.feedback),
      shadows: Number(kinds.shadows),
    },
    broken_lines: await firstBrokenLines(await database.run(brokenFilesSql)),
    ...window,
    by: by.map(({ name }) => name),
    total: readFigures(all),
    groups: by.length === 0 ? [] : await groupsBy(...by),
  };
  return {
    report,
    groupsBy: (...names) => groupsBy(...names.flatMap((name) => keys.find((key) => key.name === name) ?? [])),
  };
}

async function readGroups(
  database: Database,
  all: readonly GroupKey[],
  wanted: readonly GroupKey[],
): Promise<readonly UsageGroup[]> {
  const indexes = wanted.map((key) => all.indexOf(key));
  const rows = await database.run(figuresSql(indexes));
  const groups = rows.map((row) => ({ keys: indexes.map((index) => keyOf(row, index)), figures: readFigures(row) }));
  const time = wanted.findIndex(({ isTime }) => isTime);
  return groups.sort((one, other) => byTime(one, other, time) || byCost(one, other) || byName(one, other));
}

function keyOf(row: SqlRow, index: number): string | null {
  const value = row[`key_${index}`];
  return value === null || value === undefined ? null : String(value);
}

function byTime(one: UsageGroup, other: UsageGroup, time: number): number {
  return time < 0 ? 0 : compare(one.keys[time] ?? '', other.keys[time] ?? '');
}

function byCost({ figures: one }: UsageGroup, { figures: other }: UsageGroup): number {
  return other.cost_usd - one.cost_usd || other.requests - one.requests;
}

function byName(one: UsageGroup, other: UsageGroup): number {
  return compare(JSON.stringify(one.keys), JSON.stringify(other.keys));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
