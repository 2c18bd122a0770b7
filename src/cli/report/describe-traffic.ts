import type { Paint } from '../../diagnostics/paint.js';
import type { TrafficReport } from '../../report/traffic/read-traffic.js';
import type { TrafficGroup } from '../../report/traffic/traffic-group.js';
import { textTable } from '../text-table.js';
import { countText, meanText, shareText, timeText, usdText } from './figures.js';

type Column = readonly [head: string, cell: (group: TrafficGroup) => string];

const columns: readonly Column[] = [
  ['requests', ({ requests }) => countText(requests)],
  ['cost USD', ({ cost_usd }) => usdText(cost_usd)],
  ['tokens in', ({ prompt_tokens }) => countText(prompt_tokens)],
  ['out', ({ completion_tokens }) => countText(completion_tokens)],
  ['p50', ({ p50_ms }) => timeText(p50_ms)],
  ['p95', ({ p95_ms }) => timeText(p95_ms)],
  ['p99', ({ p99_ms }) => timeText(p99_ms)],
  ['failed', ({ failed, requests }) => shareText(failed, requests)],
  ['fallback', ({ fallbacks, answered }) => shareText(fallbacks, answered)],
  ['escalated', ({ escalated, requests }) => shareText(escalated, requests)],
  ['score', ({ score, score_margin }) => meanText(score, score_margin)],
];

/** A report as a table for the terminal, the total last. */
export function describeTraffic({ by, groups, total }: TrafficReport, paint: Paint): string {
  const shown = columns.filter(([head]) => head !== 'score' || total.scored > 0);
  const line = (keys: readonly string[], group: TrafficGroup) => [...keys, ...shown.map(([, cell]) => cell(group))];
  const rows = [
    ...groups.map((group) =>
      line(
        by.map((name) => group.by[name] ?? '(none)'),
        group,
      ),
    ),
    line(
      by.map((_, index) => (index === 0 ? 'all' : '')),
      total,
    ),
  ];
  // A column whose title ends in a space is aligned to the left.
  const titles = [...by.map((name) => `${name} `), ...shown.map(([head]) => head)];
  const notes = notesOf(total).map((note) => paint.dim(note));
  return [textTable({ titles, rows }, paint.bold), ...notes].join('\n');
}

function notesOf({ unknown_cost, refused, cancelled, requests }: TrafficGroup): readonly string[] {
  const notes = [
    unknown_cost === 0 ? undefined : `the cost of ${countText(unknown_cost)} requests is unknown and not in the sums`,
    refused + cancelled === 0
      ? undefined
      : `${countText(refused)} of ${countText(requests)} requests were refused by policy, ${countText(cancelled)} cancelled by their caller`,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? [] : ['', ...notes];
}
