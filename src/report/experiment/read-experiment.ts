import type { SqlRow } from '../open-database.js';
import type { RatioSums } from '../statistics/ratio-sums.js';
import type { ArmData, ArmEntry, ExperimentData } from './experiment-data.js';
import { type MetricName, metricNames } from './experiment-metric.js';
import { armsSql, countsSql, daysSql, entriesSql, prepareSql } from './experiment-sql.js';

/** Runs SQL with named parameters over the relations `requests` and `feedback`. */
export type RunSql = (sql: string, parameters?: Readonly<Record<string, string>>) => Promise<readonly SqlRow[]>;

/** Which records count. */
export interface ExperimentWindow {
  /** ISO 8601; the first is included, the last is not. */
  readonly since?: string;
  readonly until?: string;
  /** Name of the policy, where several have an experiment of one name. */
  readonly policy?: string;
}

/** Adds up what the records tell of an experiment. */
export async function readExperiment(
  experiment: string,
  run: RunSql,
  { since = '-infinity', until = 'infinity', policy = '' }: ExperimentWindow = {},
): Promise<ExperimentData> {
  const [ask, ...layOut] = prepareSql;
  if (ask !== undefined) await run(ask, { experiment, since, until, policy });
  for (const sql of layOut) await run(sql);
  const arms = (await run(armsSql)).map(armOf);
  const entries = (await run(entriesSql)).map(entryOf);
  const [counts = {}] = await run(countsSql);
  const [from, to] = [textOf(counts.first_at), textOf(counts.last_at)];
  return {
    experiment,
    arms,
    entries,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    unitsInTwoArms: numberOf(counts.units_in_two_arms),
    requestsWithoutUnit: numberOf(counts.requests_without_unit),
    requestsWithoutKey: numberOf(counts.requests_without_key),
  };
}

/** The arms as they were at the end of each day, in the order of days. */
export interface ExperimentDay {
  /** As 2026-03-02, in UTC. */
  readonly day: string;
  readonly arms: readonly ArmData[];
}

/** Of the experiment that was read before. */
export async function readExperimentDays(run: RunSql): Promise<readonly ExperimentDay[]> {
  const rows = await run(daysSql);
  const soFar = new Map<string, ArmData>();
  const days: ExperimentDay[] = [];
  for (const row of rows) {
    const arm = armOf(row);
    soFar.set(arm.arm, addArms(soFar.get(arm.arm), arm));
    const day = String(row.day);
    if (days.at(-1)?.day === day) days.pop();
    days.push({ day, arms: [...soFar.values()] });
  }
  return days;
}

function addArms(before: ArmData | undefined, more: ArmData): ArmData {
  if (before === undefined) return more;
  const sums = metricNames.map((name) => [name, addSums(before.sums[name], more.sums[name])]);
  return {
    arm: more.arm,
    units: before.units + more.units,
    requests: before.requests + more.requests,
    sums: Object.fromEntries(sums) as Record<MetricName, RatioSums>,
  };
}

function addSums(left: RatioSums, right: RatioSums): RatioSums {
  return {
    units: left.units + right.units,
    weight: left.weight + right.weight,
    total: left.total + right.total,
    weightSquares: left.weightSquares + right.weightSquares,
    totalSquares: left.totalSquares + right.totalSquares,
    products: left.products + right.products,
  };
}

function armOf(row: SqlRow): ArmData {
  const [p50, p95] = [row.p50, row.p95];
  return {
    arm: String(row.arm),
    units: numberOf(row.units),
    requests: numberOf(row.requests),
    sums: Object.fromEntries(metricNames.map((name) => [name, sumsOf(row, name)])) as Record<MetricName, RatioSums>,
    ...(typeof p50 === 'number' && typeof p95 === 'number' && { latencyMs: { p50, p95 } }),
  };
}

function sumsOf(row: SqlRow, name: MetricName): RatioSums {
  const of = (part: string) => numberOf(row[`${name}_${part}`]);
  return {
    units: of('units'),
    weight: of('weight'),
    total: of('total'),
    weightSquares: of('weight_squares'),
    totalSquares: of('total_squares'),
    products: of('products'),
  };
}

function entryOf(row: SqlRow): ArmEntry {
  return {
    version: String(row.version),
    arm: String(row.arm),
    propensity: numberOf(row.propensity),
    units: numberOf(row.units),
  };
}

function numberOf(value: unknown): number {
  return value === null || value === undefined ? 0 : Number(value);
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
