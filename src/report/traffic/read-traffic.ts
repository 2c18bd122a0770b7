import type { RecordFiles } from '../records/open-record-files.js';
import type { Dimension } from './dimension.js';
import { type TrafficGroup, trafficGroup } from './traffic-group.js';
import { brokenSql, type TrafficFilter, trafficSql } from './traffic-sql.js';

/** What record files tell of a service's traffic. */
export interface TrafficReport {
  /** Names of the dimensions. */
  readonly by: readonly string[];
  readonly groups: readonly TrafficGroup[];
  readonly total: TrafficGroup;
  /** Lines that are no record, which count nowhere. */
  readonly broken_lines: number;
}

export async function readTraffic(
  files: RecordFiles,
  by: readonly Dimension[],
  filter: TrafficFilter,
): Promise<TrafficReport> {
  const groups = by.length === 0 ? [] : (await files.query(trafficSql(by, filter))).rows;
  const [total = {}] = (await files.query(trafficSql([], filter))).rows;
  const [{ broken = 0 } = {}] = (await files.query(brokenSql)).rows;
  return {
    by: by.map(({ name }) => name),
    groups: groups.map((row) => trafficGroup(row, by)),
    total: trafficGroup(total, []),
    broken_lines: Number(broken),
  };
}
