import { appendPointer } from '../policy/json-pointer.js';
import { domainProblem } from './domain-problem.js';
import type { Case, FactValue } from './fixtures-document.generated.js';
import type { LinkContext } from './link-context.js';
import { type Cell, cellsOf, countCells, maxCells } from './matrix.js';

export interface GivenFacts {
  /** The same in every cell. */
  readonly facts: Cell;
  readonly cells: readonly Cell[];
}

/** Checks the facts and the matrix of a case against the policy, and multiplies the matrix out. Undefined with errors. */
export function linkGivenFacts(
  { facts = {}, matrix = {} }: Case,
  pointer: string,
  context: LinkContext,
): GivenFacts | undefined {
  const { places, findings } = context;
  const before = findings.diagnostics.length;
  for (const [name, value] of Object.entries(facts)) {
    const at = appendPointer(pointer, 'facts', name);
    if (isFact(name, at, context)) checkValue(name, value, at, context);
  }
  for (const [name, values] of Object.entries(matrix)) {
    const at = appendPointer(pointer, 'matrix', name);
    if (Object.hasOwn(facts, name)) {
      const help = 'leave it out of facts: the matrix gives it';
      findings.error('conflicting-keys', places.key(at), `"${name}" stands in facts and in the matrix`, help);
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
  return findings.diagnostics.length > before ? undefined : { facts, cells: cellsOf(matrix) };
}

function isFact(name: string, pointer: string, { policy, places, findings }: LinkContext): boolean {
  return findings.name('fact', name, policy.facts.keys(), places.key(pointer));
}

function checkValue(name: string, value: FactValue, pointer: string, { policy, places, findings }: LinkContext): void {
  const fact = policy.facts.get(name);
  const problem = fact === undefined ? undefined : domainProblem(value, fact.domain);
  if (problem === undefined) return;
  const help =
    fact?.declaration.from === 'attribute'
      ? 'to see what the policy does with any other value, pass it in attributes'
      : undefined;
  findings.error('invalid-value', places.value(pointer), `${name}: ${JSON.stringify(value)} ${problem}`, help);
}
