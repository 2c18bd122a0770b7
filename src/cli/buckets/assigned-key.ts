import type { Reading } from '../../facts/reading.js';

/** A line of output: where a key stands. */
export interface AssignedLine {
  /** As it was given; null for attributes without the key. */
  readonly key: string | null;
  /** Null for a key that takes no part. */
  readonly arm: string | null;
  /** From 0 to 0.9999. */
  readonly bucket?: number;
  readonly propensity?: number;
  /** Why there is no arm. */
  readonly because?: 'missing' | 'left_out' | 'failed' | 'timeout' | 'cut';
  readonly detail?: string;
}

export function assignedLine(key: string | null, reading: Reading): AssignedLine {
  if (!reading.known) {
    const { reason, detail } = reading;
    return { key, arm: null, because: reason, ...(detail !== undefined && { detail }) };
  }
  const { value, assigned, exposure } = reading;
  return {
    key: assigned?.key.value ?? key,
    arm: String(value),
    ...(assigned !== undefined && { bucket: assigned.bucket }),
    ...(exposure !== undefined && { propensity: exposure.propensity }),
  };
}

/** How many keys are where. */
export class BucketTally {
  readonly arms = new Map<string, number>();
  leftOut = 0;
  missing = 0;

  add({ arm, because }: AssignedLine): void {
    if (arm !== null) this.arms.set(arm, (this.arms.get(arm) ?? 0) + 1);
    else if (because === 'left_out') this.leftOut += 1;
    else this.missing += 1;
  }

  /** Keys that could be assigned: missing ones never are. */
  get keys(): number {
    return this.leftOut + [...this.arms.values()].reduce((sum, count) => sum + count, 0);
  }
}
