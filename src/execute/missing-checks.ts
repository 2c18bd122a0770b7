import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import type { Policy } from '../policy/policy.js';
import { notRegistered } from './not-registered.js';

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
  const parameters = 'completion, request, signal';
  return missing.map(([name, place]) => notRegistered({ kind: 'check', name, place, parameters, registered }));
}
