import { type Awaitable, andThen } from '../facts/and-then.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import type { FactReadings } from '../rules/fact-readings.js';
import { type ActiveConstraints, routeMemoOf } from './route-memo.js';

/** The constraints that apply to a request: all whose condition is not false. */
export function activeConstraints(compiled: CompiledPolicy, readings: FactReadings): Awaitable<ActiveConstraints> {
  const active = compiled.constraints.length === 0 ? none : compiled.activeConstraints.match(readings);
  return andThen(active, (indexes) => routeMemoOf(compiled).active(indexes));
}

const none: readonly number[] = [];
