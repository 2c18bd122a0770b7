import { appendPointer } from '../policy/json-pointer.js';
import type { Expectation } from './fixtures-document.generated.js';
import type { NamesOf } from './known-names.js';
import type { LinkContext } from './link-context.js';

type Path = readonly (string | number)[];

/** A name that the policy does not have can never be decided: a misspelt one is found here, before any case runs. */
export function checkExpectedNames(
  expectation: Expectation,
  pointer: string,
  { known, places, findings }: LinkContext,
): void {
  const check = ({ kind, names }: NamesOf, name: string | null | undefined, ...path: Path): void => {
    // Almost every name is known: its place is looked up for the others only.
    if (typeof name !== 'string' || names.has(name)) return;
    findings.name(kind, name, names, places.value(appendPointer(pointer, ...path)));
  };
  const checkAll = (of: NamesOf, names: readonly string[] | undefined, ...path: Path): void => {
    names?.forEach((name, index) => {
      check(of, name, ...path, index);
    });
  };
  const { attempts, every_model: everyModel } = expectation;

  check(known.rule, expectation.rule, 'rule');
  check(known.tier, expectation.tier, 'tier');
  checkAll(known.slot, expectation.slots, 'slots');
  check(known.slot, expectation.served_by, 'served_by');
  check(known.tier, expectation.degraded_to, 'degraded_to');
  if (Array.isArray(attempts)) {
    attempts.forEach(({ slot }, index) => {
      check(known.slot, slot, 'attempts', index, 'slot');
    });
  }
  checkAll(known.label, everyModel?.labels, 'every_model', 'labels');
  checkAll(known.endpoint, everyModel?.endpoints, 'every_model', 'endpoints');
  checkAll(known.fact, expectation.computed, 'computed');
  checkAll(known.fact, expectation.not_computed, 'not_computed');
  checkAll(known.fact, expectation.unknown, 'unknown');
  checkAll(known.bucket, expectation.exposures, 'exposures');
  checkAll(known.constraint, expectation.constraints, 'constraints');
  checkAll(known.shadow, expectation.shadows, 'shadows');
  for (const fact of Object.keys(expectation.facts ?? {})) {
    if (known.fact.names.has(fact)) continue;
    findings.name('fact', fact, known.fact.names, places.key(appendPointer(pointer, 'facts', fact)));
  }
}
