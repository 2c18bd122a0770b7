import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { Policy } from '../../policy/policy.js';

/** A finding for each judge that a policy's shadows name and the service has not registered. */
export function missingJudges(policy: Policy, registered: readonly string[]): readonly Diagnostic[] {
  return policy.shadows.flatMap(({ judge, place }) => {
    if (judge === undefined || registered.includes(judge.name)) return [];
    const meant = didYouMean(judge.name, registered);
    const registers = registered.length === 0 ? 'None is registered.' : `Registered: ${registered.join(', ')}.`;
    return {
      code: 'judge-missing',
      severity: 'error',
      message: `no judge is registered as "${judge.name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
      help: `Pass judges: { ${judge.name}: (answers, request, signal) => … } when the router is created. ${registers}`,
      place,
    };
  });
}
