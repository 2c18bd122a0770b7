import type { RoutedDecision } from '../decide/decision.js';
import type { RoutingRequest } from '../request/routing-request.js';
import type { CaseExecution } from './case-execution.js';

/** What one run of a case came to. */
export interface CaseOutcome {
  readonly routed: RoutedDecision;
  /** Present when the run was executed. */
  readonly execution?: CaseExecution | undefined;
  readonly request: RoutingRequest;
}
