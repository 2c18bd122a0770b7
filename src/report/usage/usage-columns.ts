import { countText, meanText, ratioText, timeText, usdText } from '../figure-text.js';
import { failureRate, fallbackRate, type UsageFigures } from './usage-figures.js';

/** A column of the report for people. */
export interface UsageColumn {
  readonly title: string;
  readonly cell: (figures: UsageFigures) => string;
  /** Shown only where this holds of all requests together. */
  readonly shownIf?: (total: UsageFigures) => boolean;
}

const columns: readonly UsageColumn[] = [
  { title: 'requests', cell: ({ requests }) => countText(requests) },
  { title: 'cost USD', cell: costText },
  { title: 'USD/1000', cell: (figures) => usdText(costOfThousand(figures)) },
  { title: 'tokens in', cell: ({ prompt_tokens: tokens }) => countText(tokens) },
  { title: 'tokens out', cell: ({ completion_tokens: tokens }) => countText(tokens) },
  { title: 'p50', cell: ({ latency_ms: latency }) => timeText(latency?.p50) },
  { title: 'p95', cell: ({ latency_ms: latency }) => timeText(latency?.p95) },
  { title: 'p99', cell: ({ latency_ms: latency }) => timeText(latency?.p99) },
  { title: 'failed', cell: (figures) => ratioText(failureRate(figures)) },
  { title: 'refused', cell: ({ refused }) => countText(refused), shownIf: ({ refused }) => refused > 0 },
  { title: 'cancelled', cell: ({ cancelled }) => countText(cancelled), shownIf: ({ cancelled }) => cancelled > 0 },
  { title: 'fallback', cell: (figures) => ratioText(fallbackRate(figures)) },
  { title: 'escalated', cell: ({ escalated }) => countText(escalated), shownIf: ({ escalated }) => escalated > 0 },
  { title: 'score', cell: scoreText, shownIf: ({ score }) => score !== undefined },
];

/** The columns that say something of these requests. */
export function usageColumns(total: UsageFigures): readonly UsageColumn[] {
  return columns.filter(({ shownIf }) => shownIf === undefined || shownIf(total));
}

/** A cost that is a lower bound says so. */
export function costText({ cost_usd: cost, unknown_cost: unknown }: UsageFigures): string {
  return `${unknown > 0 ? '≥ ' : ''}${usdText(cost)}`;
}

/** USD for a thousand requests like those whose cost is known; undefined when none is. */
export function costOfThousand({ cost_usd: cost, requests, unknown_cost: unknown }: UsageFigures): number | undefined {
  return requests > unknown ? (cost / (requests - unknown)) * 1000 : undefined;
}

function scoreText({ score }: UsageFigures): string {
  return meanText(score?.mean, score?.high === undefined ? undefined : score.high - score.mean);
}
