/** What something cost, and how that is known. */
export interface Cost {
  readonly usd: number;
  /** reported: by the provider. computed: from the policy's prices. */
  readonly source: 'reported' | 'computed';
}
