/** Records that no sink will ever get. The requests they are about know nothing of it. */
export interface RecordsLost {
  readonly type: 'records-lost';
  /** queue-full: they came faster than the sink took them. sink-failed: the sink threw, rejected or hung. closed: it came too late. */
  readonly because: 'queue-full' | 'sink-failed' | 'closed';
  /** How many since the last such event; of a full queue, the first is told at once and the others when the sink takes records again. */
  readonly count: number;
  /** What the sink threw. */
  readonly error?: unknown;
}
