import type { FeedbackRecord, RequestRecord, ShadowRecord } from './record.generated.js';

/** One line of a record file. Its shape is schemas/record.schema.json. */
export type SignalboxRecord = RequestRecord | FeedbackRecord | ShadowRecord;

/**
 * Where records go. `write` is called with one batch at a time, in the order in which things ended; the next one waits
 * until its promise settles. What throws or rejects loses that batch, and the router tells so.
 */
export interface RecordSink {
  write(records: readonly SignalboxRecord[]): void | Promise<void>;
  /** Called once, after the last batch. */
  close?(): void | Promise<void>;
}
