import type { SqlRow } from '../open-database.js';
import { normalQuantile } from '../statistics/distributions.js';
import type { Percentiles, ScoreFigures, UsageFigures } from './usage-figures.js';

/** The figures of one row of figuresSql. */
export function readFigures(row: SqlRow): UsageFigures {
  const latency = percentilesOf(row.latency_ms);
  const firstToken = percentilesOf(row.first_token_ms);
  const score = scoreOf(row);
  return {
    requests: Number(row.requests),
    answered: Number(row.answered),
    failed: Number(row.failed),
    refused: Number(row.refused),
    cancelled: Number(row.cancelled),
    fallbacks: Number(row.fallbacks),
    escalated: Number(row.escalated),
    cost_usd: Number(row.cost_usd),
    unknown_cost: Number(row.unknown_cost),
    prompt_tokens: Number(row.prompt_tokens),
    completion_tokens: Number(row.completion_tokens),
    ...(latency !== undefined && { latency_ms: latency }),
    ...(firstToken !== undefined && { first_token_ms: firstToken }),
    ...(score !== undefined && { score }),
  };
}

function percentilesOf(value: unknown): Percentiles | undefined {
  if (!Array.isArray(value)) return undefined;
  const [p50, p95, p99] = value.map(Number);
  return p50 === undefined || p95 === undefined || p99 === undefined ? undefined : { p50, p95, p99 };
}

function scoreOf({ scored, score_mean, score_deviation }: SqlRow): ScoreFigures | undefined {
  const requests = Number(scored);
  if (requests === 0) return undefined;
  const mean = Number(score_mean);
  if (requests < 2) return { mean, requests };
  const half = (normalQuantile(0.975) * Number(score_deviation)) / Math.sqrt(requests);
  return { mean, requests, low: mean - half, high: mean + half };
}
