import type { RecordDocument } from '../../../src/records/record.generated.js';

export interface ExposedRequest {
  readonly id: string;
  readonly at?: string;
  readonly arm?: string;
  readonly unit?: string;
  readonly propensity?: number;
  readonly outcome?: 'answered' | 'failed' | 'refused' | 'interrupted' | 'cancelled';
  readonly cost?: number;
  readonly latency?: number;
  readonly escalated?: boolean;
  readonly score?: number;
  readonly version?: string;
  /** The key takes no part. */
  readonly leftOut?: boolean;
}

/** The records of a request of an experiment: its own, and the feedback where it has a score. */
export function recordsOf(request: ExposedRequest): readonly RecordDocument[] {
  const { id, at = '2026-03-02T09:00:00.000Z', score } = request;
  const own = requestRecord({ ...request, at });
  if (score === undefined) return [own];
  return [own, { v: 1, kind: 'feedback', id, at, score }];
}

function requestRecord(request: ExposedRequest & { readonly at: string }): RecordDocument {
  const { id, at, arm, unit, propensity = 0.5, outcome = 'answered', cost, latency = 100, version = 'v1' } = request;
  const exposure = { experiment: 'trial', arm: arm ?? '', propensity, ...(unit !== undefined && { key_hash: unit }) };
  return {
    v: 1,
    kind: 'request',
    id,
    at,
    policy: 'support',
    version,
    reason: 'default',
    rule: 'default',
    tier: 'quick',
    outcome,
    stream: false,
    facts: {},
    unknown: arm === undefined ? ['trial'] : [],
    ...(request.leftOut && { left_out: ['trial'] }),
    erased: [],
    exposures: arm === undefined ? [] : [exposure],
    constraints: [],
    chain: ['fast'],
    max_tokens: 100,
    attempts: [],
    served_by: null,
    duration_ms: latency,
    ...(cost !== undefined && { cost_usd: cost }),
    ...(request.escalated && { escalations: [{ because: 'empty', to: 'deep', answered: 1 }] }),
  };
}

/** As a record file has them. */
export function jsonLines(records: Iterable<unknown>): string {
  return [...records].map((record) => `${JSON.stringify(record)}\n`).join('');
}
