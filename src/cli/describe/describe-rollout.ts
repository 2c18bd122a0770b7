import type { RolloutGuards } from '../../policy/rollout-guards.js';

export interface DescribedRollout {
  readonly percent: number;
  readonly key: string;
  readonly guards?: RolloutGuards | undefined;
}

/** `10 % of keys, by user.id; taken back when more than 5 % of requests fail`. */
export function describeRollout({ percent, key, guards }: DescribedRollout): string {
  const ends = guards === undefined ? [] : guardWords(guards);
  return `${percent} % of keys, by ${key}${ends.length === 0 ? '' : `; taken back when ${ends.join(', or ')}`}`;
}

function guardWords({ failureRateAbove, costPerRequestAbove, p95MsAbove, scoreBelow }: RolloutGuards): string[] {
  return [
    ...(failureRateAbove === undefined ? [] : [`more than ${failureRateAbove} % of requests fail`]),
    ...(costPerRequestAbove === undefined ? [] : [`a request costs more than ${costPerRequestAbove} USD`]),
    ...(p95MsAbove === undefined ? [] : [`the 95th percentile of latency is above ${p95MsAbove} ms`]),
    ...(scoreBelow === undefined ? [] : [`the mean score is below ${scoreBelow}`]),
  ];
}
