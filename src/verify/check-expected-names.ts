import { deploymentsOf } from '../policy/deployments-of.js';
import { appendPointer } from '../policy/json-pointer.js';
import type { Expectation } from './fixtures-document.generated.js';
import type { LinkContext } from './link-context.js';

/** A name that the policy does not have can never be decided: a misspelt one is found here, before any case runs. */
export function checkExpectedNames(
  expectation: Expectation,
  pointer: string,
  { policy, places, findings }: LinkContext,
): void {
  const check = (
    kind: string,
    names: Iterable<string>,
    value: string | null | undefined,
    ...path: (string | number)[]
  ) => {
    if (typeof value === 'string') findings.name(kind, value, names, places.value(appendPointer(pointer, ...path)));
  };
  const checkAll = (
    kind: string,
    names: Iterable<string>,
    values: readonly string[] | undefined,
    ...path: string[]
  ) => {
    const known = [...names];
    values?.forEach((value, index) => {
      check(kind, known, value, ...path, index);
    });
  };
  const facts = [...policy.facts.keys()];
  const buckets = [...policy.facts.values()].filter(({ declaration }) => declaration.from === 'bucket');
  const labels = [...policy.models.values()].flatMap(deploymentsOf).flatMap((slot) => slot.labels);

  check('rule', [...policy.rules.map(({ id }) => id), 'default'], expectation.rule, 'rule');
  check('tier', policy.tiers.keys(), expectation.tier, 'tier');
  checkAll('model slot', policy.models.keys(), expectation.slots, 'slots');
  check('model slot', policy.models.keys(), expectation.served_by, 'served_by');
  if (Array.isArray(expectation.attempts)) {
    expectation.attempts.forEach(({ slot }, index) => {
      check('model slot', policy.models.keys(), slot, 'attempts', index, 'slot');
    });
  }
  checkAll('label', new Set(labels), expectation.every_model?.labels, 'every_model', 'labels');
  checkAll('endpoint', policy.endpoints.keys(), expectation.every_model?.endpoints, 'every_model', 'endpoints');
  checkAll('fact', facts, expectation.computed, 'computed');
  checkAll('fact', facts, expectation.not_computed, 'not_computed');
  checkAll('fact', facts, expectation.unknown, 'unknown');
  checkAll(
    'bucket fact',
    buckets.map(({ name }) => name),
    expectation.exposures,
    'exposures',
  );
  checkAll(
    'constraint',
    policy.constraints.map(({ id }) => id),
    expectation.constraints,
    'constraints',
  );
  for (const fact of Object.keys(expectation.facts ?? {})) {
    findings.name('fact', fact, facts, places.key(appendPointer(pointer, 'facts', fact)));
  }
}
