/** What records of requests hold beside what they always do. */
export interface RecordSettings {
  /** Prompts and answers. */
  readonly content: boolean;
  /** The rules passed over. */
  readonly explain: boolean;
  /** Attribute paths. */
  readonly attributes: readonly string[];
  /** Names of the facts whose values are left out. */
  readonly privateFacts: ReadonlySet<string>;
}
