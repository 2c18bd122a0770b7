import type { RoutedDecision } from '../decide/decision.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CaseExecution } from './case-execution.js';
import type { CopiedTo } from './case-shadows.js';

/** What one run of a case came to. */
export interface CaseOutcome {
  readonly routed: RoutedDecision;
  /** Present when the run was executed. */
  readonly execution?: CaseExecution | undefined;
  readonly request: RoutingRequest;
  /** Who would get a copy, if the request is answered and in the sample; absent when the case does not ask. */
  readonly shadows?: readonly CopiedTo[] | undefined;
}
