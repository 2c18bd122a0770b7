import type { Awaitable } from '../facts/and-then.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { FactReadings } from '../rules/fact-readings.js';
import { tablesOf } from './decision-tables.js';
import type { ActiveConstraints } from './route-memo.js';

/** The constraints that apply to a request: all whose condition is not false. */
export function activeConstraints(
  compiled: CompiledPolicy,
  readings: FactReadings,
  { routes } = tablesOf(compiled),
): Awaitable<ActiveConstraints> {
  const active = compiled.constraints.length === 0 ? none : compiled.activeConstraints.match(readings);
  return active instanceof Promise ? active.then((indexes) => routes.active(indexes)) : routes.active(active);
}

const none: readonly number[] = [];
