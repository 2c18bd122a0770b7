import type { Reading } from '../../facts/reading.js';
import { isNamed } from '../../facts/typed-reading.js';
import type { FactDeclaration } from '../../policy/fact-declaration.js';
import { canBeUnknown } from '../../policy/fact-domain.js';
import type { Policy } from '../../policy/policy.js';
import { writeFlow } from '../../policy/write-flow.js';
import type { Case, Expectation } from '../fixtures-document.generated.js';

/** A case in the making: all but what it expects. */
export interface CaseDraft extends Omit<Case, 'expect' | 'matrix'> {
  /** Whether it expects something of the execution. */
  readonly executed?: boolean;
}

/** A case that gives facts these readings. Undefined when a case cannot give one of them. */
export function draftCase(
  name: string,
  readings: ReadonlyMap<string, Reading>,
  { facts }: Policy,
): CaseDraft | undefined {
  const given: [string, NonNullable<CaseDraft['facts']>[string]][] = [];
  let attributes: Readonly<Record<string, unknown>> = {};
  for (const [fact, reading] of readings) {
    const declared = facts.get(fact);
    if (declared === undefined) return undefined;
    const path = reading.known && !isNamed(declared.domain, reading.value) ? attributePath(declared) : undefined;
    if (path !== undefined && reading.known) attributes = withValue(attributes, path, reading.value);
    else if (reading.known) given.push([fact, typeof reading.value === 'object' ? [...reading.value] : reading.value]);
    else if (reading.reason === 'missing' && canBeUnknown(declared.declaration)) given.push([fact, null]);
    else return undefined;
  }
  return {
    name,
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(given.length > 0 && { facts: Object.fromEntries(given) }),
  };
}

/** Values that a declaration does not name cannot be given as a fact, only passed as the caller passes them. */
function attributePath({ declaration }: FactDeclaration): readonly string[] | undefined {
  return declaration.from === 'attribute' ? declaration.path.split('.') : undefined;
}

function withValue(
  object: unknown,
  [key, ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const base = typeof object === 'object' && object !== null ? { ...object } : {};
  if (key === undefined) return base;
  const inner = new Map<string, unknown>(Object.entries(base));
  inner.set(key, rest.length === 0 ? value : withValue(inner.get(key), rest, value));
  return Object.fromEntries(inner);
}

/** The case as an item of `cases:`, as it stands in a fixture file. */
export function caseText({ name, request, attributes, facts, simulate }: CaseDraft, expect: Expectation): string {
  const fields = { request, attributes, facts, simulate, expect };
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : `    ${key}: ${writeFlow(value)}`,
  );
  return [`  - name: ${writeFlow(name)}`, ...lines, ''].join('\n');
}
