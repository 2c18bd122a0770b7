import { keyAt } from '../../facts/attribute-path.js';
import { bucketOf } from '../../facts/growthbook-hash.js';
import type { Shadow } from '../../policy/shadow.js';
import type { Attributes } from '../../request/routing-request.js';

/**
 * Whether a request is in a shadow's sample: by the hash of its key, so that the same keys always are, or of the
 * decision's id. A request without the key never is.
 */
export function isSampled(
  { id, sample }: Pick<Shadow, 'id' | 'sample'>,
  request: { readonly decisionId: string; readonly attributes: Attributes },
): boolean {
  const key = sample.key === undefined ? request.decisionId : keyAt(request.attributes, sample.key);
  return key !== undefined && bucketOf(`shadow ${id}`, key) * 100 < sample.percent;
}
