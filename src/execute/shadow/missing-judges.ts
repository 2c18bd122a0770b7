import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Policy } from '../../policy/policy.js';
import { notRegistered } from '../not-registered.js';

/** A finding for each judge that a policy's shadows name and the service has not registered. */
export function missingJudges(policy: Policy, registered: readonly string[]): readonly Diagnostic[] {
  const parameters = 'answers, request, signal';
  return policy.shadows.flatMap(({ judge, place }) =>
    judge === undefined || registered.includes(judge.name)
      ? []
      : notRegistered({ kind: 'judge', name: judge.name, place, parameters, registered }),
  );
}
