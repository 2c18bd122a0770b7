import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Place } from '../diagnostics/place.js';
import type { Policy } from '../policy/policy.js';

/** The checks that a policy's escalations name, each with the place where it is named first. */
export function checksOf(policy: Policy): ReadonlyMap<string, Place> {
  const outcomes = [...policy.rules.map(({ outcome }) => outcome), policy.default];
  const routes = outcomes.filter((outcome) => outcome.kind === 'route');
  const named = [...policy.tiers.values(), ...routes].flatMap(({ escalate, place }) => {
    const name = escalate?.check?.name;
    return name === undefined ? [] : [[name, place] as const];
  });
  // The first of a name is the last that is set.
  return new Map(named.reverse());
}

/** A finding for each check that the service has not registered. */
export function missingChecks(policy: Policy, registered: readonly string[]): readonly Diagnostic[] {
  const missing = [...checksOf(policy)].filter(([name]) => !registered.includes(name));
  return missing.map(([name, place]) => missingCheck(name, place, registered));
}

function missingCheck(name: string, place: Place, registered: readonly string[]): Diagnostic {
  const meant = didYouMean(name, registered);
  const registers = registered.length === 0 ? 'None is registered.' : `Registered: ${registered.join(', ')}.`;
  return {
    code: 'check-missing',
    severity: 'error',
    message: `no check is registered as "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    help: `Pass checks: { ${name}: (completion, request, signal) => … } when the router is created. ${registers}`,
    place,
  };
}
