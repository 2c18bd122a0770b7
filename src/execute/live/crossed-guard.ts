import type { RolloutGuards } from '../../policy/rollout-guards.js';
import type { Performance } from './performance-window.js';
import type { CrossedGuard } from './rollout-event.js';

type Check = readonly [
  guard: CrossedGuard['guard'],
  limit: number | undefined,
  value: number | undefined,
  requests: number,
];

/** The first guard that what was seen crosses; undefined when none is, or too little was seen. */
export function crossedGuard(guards: RolloutGuards, seen: Performance): CrossedGuard | undefined {
  const checks: readonly Check[] = [
    ['failure_rate_above', guards.failureRateAbove, seen.failureRate, seen.samples],
    ['cost_per_request_above', guards.costPerRequestAbove, seen.meanCostUsd, seen.costs],
    ['p95_ms_above', guards.p95MsAbove, seen.p95Ms, seen.latencies],
    ['score_below', guards.scoreBelow, seen.meanScore, seen.scores],
  ];
  for (const [guard, limit, value, requests] of checks) {
    if (limit === undefined || value === undefined || requests < guards.minRequests) continue;
    if (guard === 'score_below' ? value < limit : value > limit) return { guard, limit, value, requests };
  }
  return undefined;
}
