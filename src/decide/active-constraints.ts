import type { Awaitable } from '../facts/and-then.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { FactReadings } from '../rules/fact-readings.js';
import { tablesOf } from './decision-tables.js';
import type { ActiveConstraints } from './route-memo.js';

/** The constraints that apply to a request: all whose condition is not false. */
export function activeConstraints(
  compiled: CompiledPolicy,
  readings: FactReadings,
  { routes, constraints } = tablesOf(compiled),
): Awaitable<ActiveConstraints> {
  return compiled.constraints.length === 0 ? routes.unconstrained : constraints.find(readings);
}
