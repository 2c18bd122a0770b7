import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { metricNames } from '../../../src/report/experiment/experiment-metric.js';
import {
  type ExperimentWindow,
  type RunSql,
  readExperiment,
  readExperimentDays,
} from '../../../src/report/experiment/read-experiment.js';
import { ratioSumsOf } from '../../../src/report/statistics/ratio-sums.js';
import { seededRandom } from '../../../src/seeded-random.js';
import { temporaryFolder } from '../../cli/temporary-folder.js';
import { type ExposedRequest, jsonLines, recordsOf } from './exposed-records.js';

async function over(requests: readonly ExposedRequest[]): Promise<RunSql> {
  const file = join(temporaryFolder(), 'records.jsonl');
  writeFileSync(file, jsonLines(requests.flatMap(recordsOf)));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `CREATE VIEW requests AS SELECT * FROM read_json('${file}', format = 'newline_delimited', columns = {kind: 'VARCHAR', id: 'VARCHAR', "at": 'TIMESTAMP', policy: 'VARCHAR', version: 'VARCHAR', outcome: 'VARCHAR', cost_usd: 'DOUBLE', duration_ms: 'DOUBLE', unknown: 'VARCHAR[]', left_out: 'VARCHAR[]', exposures: 'STRUCT(experiment VARCHAR, arm VARCHAR, key_hash VARCHAR, propensity DOUBLE)[]', escalations: 'JSON[]'}) WHERE kind = 'request'`,
  );
  await connection.run(
    `CREATE VIEW feedback AS SELECT * FROM read_json('${file}', format = 'newline_delimited', columns = {kind: 'VARCHAR', id: 'VARCHAR', "at": 'TIMESTAMP', score: 'DOUBLE'}) WHERE kind = 'feedback'`,
  );
  return async (sql, parameters) => (await connection.runAndReadAll(sql, parameters)).getRowObjects();
}

describe('reading an experiment from records', () => {
  it('adds up each metric over the requests that have a value of it', async () => {
    const run = await over([
      { id: '1', arm: 'control', unit: 'a', cost: 1, latency: 100, score: 1 },
      { id: '2', arm: 'control', unit: 'a', cost: 3, latency: 300, escalated: true },
      { id: '3', arm: 'control', unit: 'b', latency: 200, outcome: 'failed' },
      { id: '4', arm: 'control', unit: 'c', cost: 5, latency: 900, outcome: 'cancelled' },
      { id: '5', arm: 'treatment', unit: 'd', cost: 2, latency: 50, outcome: 'interrupted', score: 0 },
    ]);
    const [control, treatment] = (await readExperiment('trial', run)).arms;
    expect(control).toMatchObject({ arm: 'control', units: 3, requests: 4, latencyMs: { p50: 200, p95: 290 } });
    expect(control?.sums.cost).toEqual(
      ratioSumsOf([
        { n: 2, y: 4 },
        { n: 1, y: 5 },
      ]),
    );
    expect(control?.sums.latency).toEqual(ratioSumsOf([{ n: 2, y: 400 }]));
    expect(control?.sums.failures).toEqual(
      ratioSumsOf([
        { n: 2, y: 0 },
        { n: 1, y: 1 },
      ]),
    );
    expect(control?.sums.escalations).toEqual(
      ratioSumsOf([
        { n: 2, y: 1 },
        { n: 1, y: 0 },
      ]),
    );
    expect(control?.sums.score).toEqual(ratioSumsOf([{ n: 1, y: 1 }]));
    expect(treatment?.sums.failures).toEqual(ratioSumsOf([{ n: 1, y: 1 }]));
    expect(treatment).not.toHaveProperty('latencyMs');
  });

  it('takes the last score of a request', async () => {
    const run = await over([{ id: '1', arm: 'control', unit: 'a', score: 0.2 }]);
    const twice = await over([
      { id: '1', arm: 'control', unit: 'a', score: 0.2 },
      { id: '1', at: '2026-03-03T09:00:00.000Z', score: 0.9 },
    ]);
    expect((await readExperiment('trial', run)).arms[0]?.sums.score.total).toBe(0.2);
    expect((await readExperiment('trial', twice)).arms[0]?.sums.score.total).toBe(0.9);
  });

  it('leaves units in two arms out, and counts what is in no arm', async () => {
    const data = await readExperiment(
      'trial',
      await over([
        { id: '1', at: '2026-03-01T00:00:00.000Z', arm: 'control', unit: 'a' },
        { id: '2', arm: 'control', unit: 'b' },
        { id: '3', arm: 'treatment', unit: 'b' },
        { id: '4', arm: 'treatment', unit: 'c' },
        { id: '5', arm: 'treatment' },
        { id: '6' },
        { id: '7' },
        { id: '8', leftOut: true },
      ]),
    );
    expect(data.arms.map(({ arm, units, requests }) => [arm, units, requests])).toEqual([
      ['control', 1, 1],
      ['treatment', 1, 1],
    ]);
    expect(data).toMatchObject({ unitsInTwoArms: 1, requestsWithoutUnit: 1, requestsWithoutKey: 2 });
    expect(data.from).toBe('2026-03-01T00:00:00.000Z');
    expect(data.to).toBe('2026-03-02T09:00:00.000Z');
  });

  it('counts a unit under the version and share with which it came in', async () => {
    const data = await readExperiment(
      'trial',
      await over([
        { id: '1', at: '2026-03-01T00:00:00.000Z', arm: 'control', unit: 'a', propensity: 0.9, version: 'v1' },
        { id: '2', at: '2026-03-02T00:00:00.000Z', arm: 'control', unit: 'a', propensity: 0.5, version: 'v2' },
        { id: '3', at: '2026-03-02T00:00:00.000Z', arm: 'treatment', unit: 'b', propensity: 0.5, version: 'v2' },
      ]),
    );
    expect(data.entries).toEqual([
      { version: 'v1', arm: 'control', propensity: 0.9, units: 1 },
      { version: 'v2', arm: 'treatment', propensity: 0.5, units: 1 },
    ]);
  });

  it('looks at a stretch of time, and at one policy', async () => {
    const run = await over([
      { id: '1', at: '2026-03-01T00:00:00.000Z', arm: 'control', unit: 'a' },
      { id: '2', at: '2026-03-02T00:00:00.000Z', arm: 'treatment', unit: 'a' },
      { id: '3', at: '2026-03-03T00:00:00.000Z', arm: 'treatment', unit: 'b' },
      { id: '4', at: '2026-03-03T00:00:00.000Z' },
    ]);
    const armsIn = async (window: ExperimentWindow) => {
      const { arms, requestsWithoutKey } = await readExperiment('trial', run, window);
      return [...arms.map(({ arm, units }) => `${arm} ${units}`), requestsWithoutKey];
    };
    expect(await armsIn({})).toEqual(['treatment 1', 1]);
    expect(await armsIn({ since: '2026-03-02T00:00:00.000Z' })).toEqual(['treatment 2', 1]);
    expect(await armsIn({ until: '2026-03-02T00:00:00.000Z' })).toEqual(['control 1', 0]);
    expect(await armsIn({ policy: 'other' })).toEqual([0]);
  });

  it('has nothing of an experiment that no record tells of', async () => {
    const data = await readExperiment('other', await over([{ id: '1', arm: 'control', unit: 'a' }]));
    expect(data).toEqual({
      experiment: 'other',
      arms: [],
      entries: [],
      unitsInTwoArms: 0,
      requestsWithoutUnit: 0,
      requestsWithoutKey: 0,
    });
  });

  it('comes, day by day, to what the whole comes to', async () => {
    const next = seededRandom(7);
    const requests = Array.from({ length: 400 }, (_, index): ExposedRequest => {
      const user = Math.floor(next() * 60);
      const day = String(1 + Math.floor(next() * 5)).padStart(2, '0');
      return {
        id: String(index),
        at: `2026-03-${day}T12:00:00.000Z`,
        unit: `u${user}`,
        arm: user % 2 === 0 ? 'control' : 'treatment',
        latency: Math.round(next() * 1000),
        outcome: next() < 0.2 ? 'failed' : 'answered',
        ...(next() < 0.8 && { cost: next() }),
        ...(next() < 0.3 && { score: Math.round(next()) }),
      };
    });
    const run = await over(requests);
    const { arms } = await readExperiment('trial', run);
    const days = await readExperimentDays(run);
    expect(days.map(({ day }) => day)).toEqual([1, 2, 3, 4, 5].map((day) => `2026-03-0${day}`));
    for (const arm of arms) {
      const last = days.at(-1)?.arms.find((each) => each.arm === arm.arm);
      for (const name of metricNames) {
        for (const [part, value] of Object.entries(arm.sums[name])) {
          expect(last?.sums[name][part as 'total']).toBeCloseTo(value, 6);
        }
      }
    }
    const first = requests.filter(({ at, arm }) => at === '2026-03-01T12:00:00.000Z' && arm === 'control');
    expect(days[0]?.arms.find(({ arm }) => arm === 'control')?.sums.failures.weight).toBe(first.length);
  });
});
