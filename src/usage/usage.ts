/** Tokens of an answer. Unknown numbers are undefined, never 0. */
export interface Usage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  /** Of the prompt tokens: read from the provider's cache. */
  readonly cached_read_tokens?: number;
  /** Of the prompt tokens: written to the provider's cache. */
  readonly cache_write_tokens?: number;
  /** Of the completion tokens: spent on reasoning. */
  readonly reasoning_tokens?: number;
  /** USD, as the provider reported it. */
  readonly reported_cost_usd?: number;
}
