// npm run simulated-month [-- --repetitions 200 --users 200000 --seed 1]: the table of docs/experiments.md.
import { parseArgs } from 'node:util';
import { metricNames } from '../../src/report/experiment/experiment-metric.js';
import { judgeMonth } from './judge-month.js';
import { type Effects, noEffects } from './population.js';
import type { MonthOptions } from './simulate-month.js';
import { type TalliedMonths, tallyMonths } from './tally-months.js';

const { values } = parseArgs({
  options: {
    repetitions: { type: 'string', default: '200' },
    users: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
  },
});
const [repetitions, users, seed] = [positive(values.repetitions), positive(values.users), positive(values.seed)];

const treatmentShare = 10;
const effects: Effects = { cost: -0.04, latency: 0.02, failures: 0.2, escalations: 0, score: -0.01 };

const started = performance.now();
const sound = months('with effects', { effects });
const same = months('without effects', { effects: noEffects });
const lost = months('records lost', { effects: noEffects, fault: { kind: 'lost', share: 0.05 } });
const moved = months('users moved', { effects: noEffects, fault: { kind: 'moved', share: 0.01 } });
process.stdout.write(`${table()}\n`);
process.exitCode = isGood() ? 0 : 1;

function months(title: string, what: Pick<MonthOptions, 'effects' | 'fault'>): TalliedMonths {
  const judged = Array.from({ length: repetitions }, (_, index) => {
    process.stderr.write(`\r${title}: ${index + 1} of ${repetitions}   `);
    return judgeMonth({ seed: seed * 1_000_000 + index, users, treatmentShare, ...what });
  });
  process.stderr.write('\n');
  return tallyMonths(judged);
}

function table(): string {
  const { singleLook, perRequest, unitClock } = same.others;
  const rows: readonly (readonly [string, string, string])[] = [
    ...metricNames.map((name, index): [string, string, string] => [
      `interval of ${name} holds the true difference at the end of the month`,
      of(sound.covered[index] ?? 0),
      'at least 95 %',
    ]),
    ['all five intervals hold it at the end of every day', of(sound.alwaysCovered), 'at least 95 %'],
    ...metricNames.flatMap((name, index): readonly [string, string, string][] => {
      const shown = sound.shown[index];
      if (effects[name] === 0 || shown === undefined) return [];
      return [
        [
          `the difference in ${name} is shown within the month`,
          `${of(shown.months)}, by day ${shown.medianDay ?? '–'} in half of them`,
          '',
        ],
      ];
    }),
    ['no effect, looked at daily: any metric is shown to differ', of(same.falseAlarms), 'below 5 %'],
    ['the same, 95 % intervals for a single look, cost only', of(singleLook.cost), ''],
    ['the same, 95 % intervals for a single look, any metric', of(singleLook.any), ''],
    ['the same, one look at the end, requests taken for independent, cost only', of(perRequest.cost), ''],
    ['the same, a sequence whose clock counts users instead of requests, any metric', of(unitClock.any), ''],
    [
      'the mismatch check speaks though all is well, looked at daily',
      of(same.mismatches + sound.mismatches, 2),
      'below 5 %',
    ],
    [
      'it speaks when 5 % of the treatment’s users are never recorded',
      `${of(lost.mismatches)}, by day ${lost.mismatchDay ?? '–'} in half of them`,
      '100 %',
    ],
    [
      'it speaks when 1 % of the control’s users are moved to the treatment',
      `${of(moved.mismatches)}, by day ${moved.mismatchDay ?? '–'} in half of them`,
      '100 %',
    ],
  ];
  const seconds = Math.round((performance.now() - started) / 1000);
  return [
    `${repetitions} repetitions, ${users.toLocaleString('en-US')} users, 30 days, ${treatmentShare} % in the treatment, seed ${seed}, ${seconds} s`,
    '',
    '| in how many months | found | must be |',
    '| --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function of(count: number, times = 1): string {
  const all = repetitions * times;
  return `${((count / all) * 100).toFixed(1)} % (${count} of ${all})`;
}

function isGood(): boolean {
  return (
    [...sound.covered, sound.alwaysCovered].every((count) => count >= 0.95 * repetitions) &&
    same.falseAlarms < 0.05 * repetitions &&
    lost.mismatches === repetitions &&
    moved.mismatches === repetitions
  );
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new RangeError(`a whole number above 0 was expected, not ${text}`);
}
