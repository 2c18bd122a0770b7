import type { Endpoint } from './endpoint.js';
import type { FactDeclaration } from './fact-declaration.js';
import type { LinkedCatalogues } from './link-catalogues.js';
import type { ModelSlot } from './model-slot.js';
import type { Names } from './names.js';
import type { Report } from './report.js';
import type { Tier } from './tier.js';

/** What the parts of a policy that use names need of the parts that define them. */
export interface LinkContext {
  readonly report: Report;
  readonly endpoints: Names<Endpoint>;
  readonly models: Names<ModelSlot>;
  readonly catalogues: LinkedCatalogues;
  readonly tiers: Names<Tier>;
  readonly facts: Names<FactDeclaration>;
  /** Labels that models carry. */
  readonly labels: Names<true>;
  /** The policy's default_max_tokens. */
  readonly defaultMaxTokens?: number;
  /** The policy's params_mode. */
  readonly paramsMode?: 'strict' | 'adapt';
}
