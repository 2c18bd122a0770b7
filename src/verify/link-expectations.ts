import { givenReading } from '../facts/given-reading.js';
import type { Reading } from '../facts/reading.js';
import type { Condition } from '../policy/condition.js';
import type { FactDeclaration } from '../policy/fact-declaration.js';
import { appendPointer } from '../policy/json-pointer.js';
import { linkCondition } from '../policy/link-conditions.js';
import { Names } from '../policy/names.js';
import { explainCondition } from '../rules/explain-condition.js';
import { formulaOf, leavesOf } from '../rules/formula.js';
import { checkExpectedNames } from './check-expected-names.js';
import { expectedFields } from './compare-outcome.js';
import type { CaseRun } from './fixture-suite.js';
import type { Case, ConditionalExpectation, Expectation } from './fixtures-document.generated.js';
import type { LinkContext } from './link-context.js';
import type { GivenFacts } from './link-given-facts.js';
import { type Cell, describeCell } from './matrix.js';

interface Entry {
  readonly expectation: Expectation;
  /** Undefined for an entry that always counts. */
  readonly condition?: Condition;
  readonly pointer: string;
}

/** Gives every cell of a case the expectation that counts there. Undefined when something is wrong. */
export function linkExpectations(
  { expect, name }: Case,
  given: GivenFacts | undefined,
  pointer: string,
  context: LinkContext,
): readonly CaseRun[] | undefined {
  const { findings } = context;
  const before = findings.diagnostics.length;
  const at = appendPointer(pointer, 'expect');
  const entries = Array.isArray(expect)
    ? expect.map((entry, index) => linkEntry(entry, appendPointer(at, index), given, context))
    : [linkEntry(expect, at, given, context)];
  if (given === undefined || findings.diagnostics.length > before) return undefined;
  const linked = entries.filter((entry) => entry !== undefined);
  const runs = given.cells.map((cell) => linkCell(cell, given.facts, linked, context));
  reportSilentCells(runs, name, pointer, context);
  reportIdleEntries(runs, linked, context);
  if (findings.diagnostics.length > before) return undefined;
  return runs.flatMap(({ entry, ...run }) => {
    if (entry === undefined) return [];
    const { expectation, pointer: stands } = entry;
    return [{ ...run, expectation, pointer: stands }];
  });
}

function linkEntry(
  entry: ConditionalExpectation,
  pointer: string,
  given: GivenFacts | undefined,
  context: LinkContext,
): Entry | undefined {
  const { if: test, ...expectation } = entry;
  checkExpectedNames(expectation, pointer, context);
  if (expectedFields(expectation).length === 0) {
    const help = 'say what the decision must be: rule, tier, chain, …';
    context.findings.error('fixture-no-expectation', context.places.key(pointer), 'this entry asserts nothing', help);
  }
  if (test === undefined) return { expectation, pointer };
  const condition = linkIf(test, appendPointer(pointer, 'if'), given, context);
  return condition === undefined ? undefined : { expectation, condition, pointer };
}

/** A condition over the facts that the case gives: those of the request are not known before it is decided. */
function linkIf(
  test: NonNullable<ConditionalExpectation['if']>,
  pointer: string,
  given: GivenFacts | undefined,
  { policy, places, findings }: LinkContext,
): Condition | undefined {
  const report = findings.report;
  const facts = new Names<FactDeclaration>('fact', true, report);
  for (const [name, fact] of policy.facts) facts.set(name, fact);
  const source = { file: places.file, name: '', text: '', value: test, places, unsound: new Set<string>() };
  const condition = linkCondition({ value: test, pointer, source, placed: places.at(pointer) }, { facts, report });
  if (condition === undefined || given === undefined) return condition;
  const names = new Set([...Object.keys(given.facts), ...Object.keys(given.cells[0] ?? {})]);
  for (const { comparison, place } of leavesOf(formulaOf(condition, () => 0))) {
    if (names.has(comparison.fact)) continue;
    const message = `\`${comparison.fact}\` is not given in this case, so the condition cannot be told`;
    report('invalid-value', message, place, { help: 'give it in facts or matrix' });
  }
  return condition;
}

interface CellRun extends Omit<CaseRun, 'expectation' | 'pointer'> {
  /** Undefined when no entry counts here. */
  readonly entry: Entry | undefined;
}

function linkCell(cell: Cell, facts: Cell, entries: readonly Entry[], { policy }: LinkContext): CellRun {
  const givenFacts = { ...facts, ...cell };
  const readings = new Map<string, Reading>();
  for (const [name, value] of Object.entries(givenFacts)) {
    const fact = policy.facts.get(name);
    if (fact !== undefined) readings.set(name, givenReading(fact, value));
  }
  const entry = entries.find(
    ({ condition }) =>
      condition === undefined || explainCondition(condition, (fact) => readings.get(fact))[0]?.truth === true,
  );
  return { cell, givenFacts, entry };
}

function reportSilentCells(runs: readonly CellRun[], name: string, pointer: string, context: LinkContext): void {
  const silent = runs.filter(({ entry }) => entry === undefined);
  const [first] = silent;
  if (first === undefined) return;
  const which = silent.length === 1 ? '' : ` and ${silent.length - 1} more`;
  const message = `nothing is expected of ${describeCell(first.cell) || name}${which}: no \`if\` holds there`;
  const help = 'end the list with an entry without `if`';
  context.findings.error('fixture-no-expectation', context.places.key(appendPointer(pointer, 'expect')), message, help);
}

/** An entry that no cell reaches asserts nothing, whatever it says. */
function reportIdleEntries(runs: readonly CellRun[], entries: readonly Entry[], context: LinkContext): void {
  const used = new Set(runs.map(({ entry }) => entry));
  for (const entry of entries) {
    if (used.has(entry)) continue;
    const message = 'this entry asserts nothing: no cell of the matrix reaches it';
    const help = 'add a value to the matrix for which it counts, or remove it';
    context.findings.error('fixture-no-expectation', context.places.value(entry.pointer), message, help);
  }
}
