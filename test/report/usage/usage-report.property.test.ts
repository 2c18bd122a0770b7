import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignalboxRecord } from '../../../src/records/record-sink.js';
import { openDatabase } from '../../../src/report/open-database.js';
import { findRecordFiles } from '../../../src/report/record-files.js';
import { parseGroupKey } from '../../../src/report/usage/group-key.js';
import type { UsageFigures } from '../../../src/report/usage/usage-figures.js';
import { readUsage, type UsageReport } from '../../../src/report/usage/usage-report.js';
import type { UsageWindow } from '../../../src/report/usage/usage-sql.js';
import { temporaryFolder } from '../../cli/temporary-folder.js';

interface Drawn {
  readonly day: number;
  readonly tier: string | null;
  readonly outcome: 'answered' | 'failed' | 'refused' | 'interrupted' | 'cancelled';
  readonly slot: 'fast' | 'deep';
  readonly micros: number | undefined;
  readonly ms: number;
  readonly tokens: number;
  readonly task: string;
  readonly scores: readonly number[];
  readonly escalated: boolean;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  day: fc.integer({ min: 1, max: 4 }),
  tier: fc.constantFrom('quick', 'o\'dd "tier', null),
  outcome: fc.constantFrom('answered', 'answered', 'answered', 'failed', 'refused', 'interrupted', 'cancelled'),
  slot: fc.constantFrom('fast', 'deep'),
  micros: fc.option(fc.nat(2_000_000_000), { nil: undefined }),
  ms: fc.nat(100_000),
  tokens: fc.nat(1_000_000),
  task: fc.constantFrom('draft', 'code', 'ü|"x'),
  scores: fc.array(fc.constantFrom(0, 0.25, 0.5, 1), { maxLength: 2 }),
  escalated: fc.boolean(),
});

const attempt = { slot: 'fast', model: 'm', endpoint: 'e', outcome: 'ok', started_ms: 0, duration_ms: 1 };

function recordsOf(all: readonly Drawn[]): readonly SignalboxRecord[] {
  return all.flatMap((each, index): SignalboxRecord[] => {
    const at = `2026-03-0${each.day}T10:00:00.000Z`;
    const answered = each.outcome === 'answered';
    const request: SignalboxRecord = {
      ...{ v: 1, kind: 'request', id: `d-${index}`, at, policy: 'p', version: 'v', reason: 'rule', rule: 'r' },
      ...{ tier: each.tier, outcome: each.outcome, stream: false, facts: { task: each.task }, unknown: [], erased: [] },
      ...{ exposures: [], constraints: [], chain: ['fast', 'deep'], max_tokens: 1, attempts: [attempt], flags: [] },
      ...{ served_by: answered ? 0 : null, duration_ms: each.ms },
      attributes: { 'user.tier': each.task },
      ...(answered && { slot: each.slot, usage: { prompt_tokens: each.tokens, completion_tokens: 1 } }),
      ...(each.micros !== undefined && { cost_usd: each.micros / 1e6 }),
      ...(each.escalated && { escalations: [{ because: 'refusal', to: 'deep', answered: null }] }),
    };
    const feedback = each.scores.map(
      (score, later): SignalboxRecord => ({
        v: 1,
        kind: 'feedback',
        id: `d-${index}`,
        at: at.replace('10:', `1${later + 1}:`),
        score,
      }),
    );
    return [request, ...feedback];
  });
}

async function reportOn(
  lines: readonly string[],
  by: readonly string[],
  window: UsageWindow = {},
  gzip = false,
): Promise<UsageReport> {
  const folder = temporaryFolder({});
  const half = Math.floor(lines.length / 2);
  const ending = gzip ? '.jsonl.gz' : '.jsonl';
  [lines.slice(0, half), lines.slice(half)].forEach((part, index) => {
    const text = part.map((line) => `${line}\n`).join('');
    writeFileSync(join(folder, `r${index}${ending}`), gzip ? gzipSync(text) : text);
  });
  const database = await openDatabase({ tempFolder: folder });
  try {
    const [named] = await findRecordFiles(database, [`*${ending}`], folder);
    const keys = by.map((name) => parseGroupKey(name) ?? expect.fail(name));
    return (await readUsage(database, named?.files ?? [], { by: keys, ...window })).report;
  } finally {
    database.close();
  }
}

const jsonLines = (records: readonly SignalboxRecord[]) => records.map((record) => JSON.stringify(record));

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values) ?? 0;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** The same figures, added up by hand. */
function byHand(all: readonly Drawn[]) {
  const answered = all.filter(({ outcome }) => outcome === 'answered');
  const times = answered.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (q: number): number | null => {
    if (times.length === 0) return null;
    const place = q * (times.length - 1);
    const [low = 0, high = 0] = [times[Math.floor(place)], times[Math.ceil(place)]];
    return low + (high - low) * (place - Math.floor(place));
  };
  const scores = all.filter(({ scores }) => scores.length > 0).map(({ scores }) => scores.at(-1) ?? expect.fail());
  return {
    requests: all.length,
    answered: answered.length,
    failed: all.filter(({ outcome }) => outcome === 'failed' || outcome === 'interrupted').length,
    fallbacks: answered.filter(({ slot, escalated }) => slot === 'deep' && !escalated).length,
    escalated: all.filter(({ escalated }) => escalated).length,
    micros: all.reduce((sum, { micros }) => sum + BigInt(micros ?? 0), 0n),
    unknown_cost: all.filter(({ micros }) => micros === undefined).length,
    prompt_tokens: answered.reduce((sum, { tokens }) => sum + tokens, 0),
    p50: at(0.5),
    p95: at(0.95),
    scored: scores.length,
    score: mean(scores),
    score_high:
      scores.length < 2
        ? null
        : (mean(scores) ?? 0) + (1.959963984540054 * deviation(scores)) / Math.sqrt(scores.length),
  };
}

function expectFigures(group: UsageFigures, all: readonly Drawn[]): void {
  const hand = byHand(all);
  expect(group).toMatchObject({
    requests: hand.requests,
    answered: hand.answered,
    failed: hand.failed,
    fallbacks: hand.fallbacks,
    escalated: hand.escalated,
    unknown_cost: hand.unknown_cost,
    prompt_tokens: hand.prompt_tokens,
  });
  expect(BigInt(Math.round(group.cost_usd * 1e6))).toBe(hand.micros);
  const close = (actual: number | undefined, expected: number | null): void => {
    if (expected === null) expect(actual).toBeUndefined();
    else expect(actual).toBeCloseTo(expected, 6);
  };
  close(group.latency_ms?.p50, hand.p50);
  close(group.latency_ms?.p95, hand.p95);
  close(group.score?.mean, hand.score);
  close(group.score?.high, hand.score_high);
  expect(group.score?.requests ?? 0).toBe(hand.scored);
}

describe('a usage report', () => {
  it('agrees with adding up by hand, in all and by group', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 30 }), fc.boolean(), async (all, gzip) => {
        const report = await reportOn(jsonLines(recordsOf(all)), ['tier', 'fact:task'], {}, gzip);
        expectFigures(report.total, all);
        expect(report.groups.reduce((sum, { figures }) => sum + figures.requests, 0)).toBe(all.length);
        for (const group of report.groups) {
          expectFigures(
            group.figures,
            all.filter(({ tier, task }) => tier === group.keys[0] && task === group.keys[1]),
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  it('counts only what is asked for', async () => {
    const all = fc.sample(drawn, { numRuns: 40, seed: 3 });
    const filter = { since: '2026-03-02T00:00:00.000Z', until: '2026-03-04T00:00:00.000Z', where: "tier = 'quick'" };
    const report = await reportOn(jsonLines(recordsOf(all)), ['day'], filter);
    const counted = all.filter(({ day, tier }) => (day === 2 || day === 3) && tier === 'quick');
    expectFigures(report.total, counted);
    expect(report.groups.map(({ keys }) => keys[0])).toEqual(
      [...new Set(counted.map(({ day }) => `2026-03-0${day}`))].sort(),
    );
    expect(counted.length).toBeGreaterThan(1);
  });

  it('groups by attributes, however they are written', async () => {
    const all = fc.sample(drawn, { numRuns: 20, seed: 5 });
    const report = await reportOn(jsonLines(recordsOf(all)), ['attribute:user.tier']);
    const tasks = new Set(all.map(({ task }) => task));
    expect(new Set(report.groups.map(({ keys }) => keys[0]))).toEqual(tasks);
  });

  it('counts lines that are no record, and is not disturbed by them', async () => {
    const all = fc.sample(drawn, { numRuns: 10, seed: 7 });
    const lines = jsonLines(recordsOf(all));
    const other = JSON.stringify({ v: 2, kind: 'request', id: 'x', at: '2026-03-01T00:00:00.000Z' });
    const report = await reportOn(['{oops', ...lines, 'null', '{"kind":"else"}', '', '[1,', other, '\ufffd"'], []);
    expectFigures(report.total, all);
    expect(report.broken_lines.count).toBe(6);
    const places = report.broken_lines.first.map(({ file, line, reason }) => `${basename(file)}:${line} ${reason}`);
    expect(places[0]).toBe('r0.jsonl:1 not JSON, or cut off');
    expect(places.map((place) => place.replace(/^.*? /, '')).slice(1)).toEqual([
      'not a record',
      'no version (v)',
      'not JSON, or cut off',
      'version 2 of records is not known',
      'not JSON, or cut off',
    ]);
  });
});
