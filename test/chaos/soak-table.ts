import type { Violation } from './check-trace.js';
import { outcomes, type SoakResult } from './soak.js';
import type { LegResult } from './virtual-leg.js';

export interface SoakSummary {
  readonly virtual: LegResult;
  readonly http: LegResult;
  /** A part of the virtual leg, run again. */
  readonly again: { readonly requests: number; readonly digests: readonly [string, string] };
  readonly peakRssBytes: number;
  /** From a quarter of the virtual leg to its end, after collecting garbage; undefined where it was not measured. */
  readonly heapGrowthBytes: number | undefined;
  readonly seconds: number;
}

/** More than this, and something grows with the number of requests. */
const mostHeapGrowthBytes = 16 * 1024 * 1024;

/** The table at the end of a soak. */
export function soakTable({ virtual, http, again, peakRssBytes, heapGrowthBytes, seconds }: SoakSummary): string {
  const rows: [string, string, string, string][] = [['', 'virtual clock', 'HTTP', 'total']];
  const add = (name: string, of: (leg: LegResult) => number): void => {
    rows.push([name, `${of(virtual)}`, `${of(http)}`, `${of(virtual) + of(http)}`]);
  };
  add('requests', requestsOf);
  for (const outcome of outcomes) add(outcome, ({ counts }) => counts[outcome]);
  add('invariant violations', ({ violations }) => violations.length);
  add('open handles', ({ openHandles }) => openHandles);
  const facts = [
    ['peak RSS', `${Math.round(peakRssBytes / 2 ** 20)} MiB`],
    ['heap growth', heapGrowthBytes === undefined ? 'not measured' : `${(heapGrowthBytes / 2 ** 20).toFixed(1)} MiB`],
    ['digest', virtual.digest],
    [
      'same seed, same outcome',
      isRepeated(again) ? `yes, ${again.requests} requests twice` : `no: ${again.digests.join(' and ')}`,
    ],
    ['duration', `${seconds.toFixed(1)} s`],
  ];
  return [...align(rows), '', ...align(facts)].join('\n');
}

export function isClean({ virtual, http, again, heapGrowthBytes = 0 }: SoakSummary): boolean {
  const legs = [virtual, http].every(
    ({ violations, openHandles, counts }) =>
      violations.length === 0 && openHandles === 0 && counts['never ended'] === 0,
  );
  return legs && isRepeated(again) && heapGrowthBytes <= mostHeapGrowthBytes;
}

export function violationLines(violations: readonly Violation[], most = 20): string {
  const lines = violations
    .slice(0, most)
    .map(({ request, invariant, problem }) => `request ${request}: ${invariant}: ${problem}`);
  const more = violations.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

function requestsOf({ counts }: SoakResult): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function isRepeated({ digests: [first, second] }: SoakSummary['again']): boolean {
  return first === second;
}

function align(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}
