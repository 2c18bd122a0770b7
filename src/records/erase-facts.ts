import type { Decision } from '../decide/decision.js';
import type { FactValue, RequestRecord } from './record.generated.js';

type PassedOver = NonNullable<RequestRecord['passed_over']>;

/** What a record may say of a decision's facts. */
export interface Erased {
  readonly facts: Record<string, FactValue>;
  readonly unknown: string[];
  /** Those of the unknown that are experiments in which the key takes no part. */
  readonly leftOut: string[];
  /** Names of the facts that were known and whose values are left out. */
  readonly erased: string[];
  /** Computed when asked for: few records want it. */
  readonly passedOver: () => PassedOver;
}

/** Leaves out the values of private facts, wherever a record would show them. */
export function eraseFacts(decision: Decision, privateFacts: ReadonlySet<string>): Erased {
  const known = Object.entries(decision.facts) as [string, FactValue][];
  return {
    facts: Object.fromEntries(known.filter(([fact]) => !privateFacts.has(fact))),
    unknown: decision.unknown.map(({ fact }) => fact),
    leftOut: decision.unknown.flatMap(({ fact, reason }) => (reason === 'left_out' ? [fact] : [])),
    erased: known.flatMap(([fact]) => (privateFacts.has(fact) ? [fact] : [])),
    passedOver: () => decision.passed_over.map((each) => passedOver(each, privateFacts)),
  };
}

function passedOver(
  { rule, condition, fact, saw, unknown }: Decision['passed_over'][number],
  privateFacts: ReadonlySet<string>,
): PassedOver[number] {
  return {
    ...{ rule, condition, fact },
    ...(saw !== undefined && !privateFacts.has(fact) && { saw: saw as FactValue }),
    ...(unknown !== undefined && { unknown }),
  };
}
