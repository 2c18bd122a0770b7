import { didYouMean } from '../diagnostics/did-you-mean.js';
import { RouterError } from '../errors.js';
import { givenReading } from '../facts/given-reading.js';
import type { FactDeclaration } from '../policy/fact-declaration.js';
import { canBeUnknown } from '../policy/fact-domain.js';
import { appendPointer } from '../policy/json-pointer.js';
import type { Case, GivenValue } from './fixtures-document.generated.js';
import type { LinkContext } from './link-context.js';
import { type Cell, cellsOf, countCells, maxCells } from './matrix.js';

export interface GivenFacts {
  /** The same in every cell. */
  readonly facts: Cell;
  readonly cells: readonly Cell[];
}

/** Facts by name, each checked against the policy. Undefined with errors. */
export function linkFacts(facts: Case['facts'] = {}, pointer: string, context: LinkContext): Cell | undefined {
  const before = context.findings.diagnostics.length;
  for (const [name, value] of Object.entries(facts)) {
    const at = appendPointer(pointer, name);
    if (isFact(name, at, context)) checkValue(name, value, at, context);
  }
  return context.findings.diagnostics.length > before ? undefined : facts;
}

/**
 * Checks the facts and the matrix of a case against the policy, and multiplies the matrix out. Both win over the facts
 * of the defaults. Undefined with errors.
 */
export function linkGivenFacts(
  { facts = {}, matrix = {} }: Case,
  defaults: Cell,
  pointer: string,
  context: LinkContext,
): GivenFacts | undefined {
  const { places, findings } = context;
  const before = findings.diagnostics.length;
  linkFacts(facts, appendPointer(pointer, 'facts'), context);
  for (const [name, values] of Object.entries(matrix)) {
    const at = appendPointer(pointer, 'matrix', name);
    if (Object.hasOwn(facts, name)) {
      const help = 'leave it out of facts: the matrix gives it';
      findings.error('conflicting-keys', places.key(at), `\`${name}\` stands in facts and in the matrix`, help);
    }
    if (!isFact(name, at, context)) continue;
    values.forEach((value, index) => {
      checkValue(name, value, appendPointer(at, index), context);
    });
  }
  const count = countCells(matrix);
  if (count > maxCells) {
    const message = `the matrix has ${count.toLocaleString('en')} cells; at most ${maxCells.toLocaleString('en')} are allowed`;
    const help = 'give fewer values, or split the case';
    findings.error('invalid-value', places.key(appendPointer(pointer, 'matrix')), message, help);
  }
  if (findings.diagnostics.length > before) return undefined;
  const ownDefaults = Object.entries(defaults).filter(([name]) => !Object.hasOwn(matrix, name));
  return { facts: { ...Object.fromEntries(ownDefaults), ...facts }, cells: cellsOf(matrix) };
}

function isFact(name: string, pointer: string, { policy, places, findings }: LinkContext): boolean {
  return findings.name('fact', name, policy.facts.keys(), places.key(pointer));
}

function checkValue(name: string, value: GivenValue, pointer: string, { policy, places, findings }: LinkContext): void {
  const fact = policy.facts.get(name);
  if (fact === undefined) return;
  if (value === null && !canBeUnknown(fact.declaration)) {
    findings.error('invalid-value', places.value(pointer), `${name} is never unknown, so null cannot be given for it`);
    return;
  }
  try {
    givenReading(fact, value);
  } catch (error) {
    if (!RouterError.isInstance(error)) throw error;
    const message = `${name} cannot be ${JSON.stringify(value)}: ${error.message}`;
    findings.error('invalid-value', places.value(pointer), message, helpFor(fact, value));
  }
}

function helpFor({ domain, declaration }: FactDeclaration, value: GivenValue): string | undefined {
  const named = 'values' in domain ? domain.values?.map(String) : undefined;
  const meant = typeof value === 'string' && named !== undefined ? didYouMean(value, named) : undefined;
  if (meant !== undefined) return `did you mean \`${meant}\`?`;
  return declaration.from === 'attribute'
    ? 'to see what the policy does with any other value, pass it in attributes'
    : undefined;
}
