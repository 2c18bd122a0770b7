import { isDeepStrictEqual } from 'node:util';
import { appendPointer } from '../../policy/json-pointer.js';
import { caseTitle } from '../case-title.js';
import type { CaseResult } from '../fixture-result.js';
import { differenceEdit, type FieldEdit } from './difference-edit.js';

/** What is to be written into a fixture file, and what a person has to decide. */
export interface UpdatePlan {
  readonly edits: readonly PlannedEdit[];
  readonly left: readonly LeftAlone[];
}

export interface PlannedEdit {
  /** JSON pointer into the fixture file. */
  readonly pointer: string;
  readonly value: unknown;
}

/** A difference that is not written down. */
export interface LeftAlone {
  readonly title: string;
  readonly field: string;
  readonly why: string;
}

/** Collects the edits that would let every failed case of one file pass. */
export function planUpdate(results: readonly CaseResult[]): UpdatePlan {
  const edits: PlannedEdit[] = [];
  const left: LeftAlone[] = [];
  for (const [pointer, cells] of byExpectation(results)) {
    const leave = (result: CaseResult, field: string, why: string): void => {
      left.push({ title: caseTitle(result), field, why });
    };
    for (const [field, { values, first }] of editsOf(cells, leave)) {
      const isShared = cells.some(({ differences }) => !differences.some((other) => other.field === field));
      const [edit, ...others] = values;
      if (edit === undefined) continue;
      if (isShared || others.some(({ value }) => !isDeepStrictEqual(value, edit.value))) {
        leave(first, field, 'the cells of the matrix come out differently: write an entry with `if` for each');
      } else edits.push({ pointer: appendPointer(pointer, ...edit.path), value: edit.value });
    }
  }
  return { edits, left };
}

/** The cells of a matrix that share an expectation can only be given the same one. */
function byExpectation(results: readonly CaseResult[]): ReadonlyMap<string, readonly CaseResult[]> {
  const groups = new Map<string, CaseResult[]>();
  for (const result of results) {
    const group = groups.get(result.pointer);
    if (group === undefined) groups.set(result.pointer, [result]);
    else group.push(result);
  }
  return groups;
}

interface FieldEdits {
  readonly first: CaseResult;
  readonly values: FieldEdit[];
}

function editsOf(
  cells: readonly CaseResult[],
  leave: (result: CaseResult, field: string, why: string) => void,
): ReadonlyMap<string, FieldEdits> {
  const found = new Map<string, FieldEdits>();
  for (const result of cells) {
    for (const difference of result.differences) {
      const edit = differenceEdit(difference, result);
      const known = found.get(difference.field);
      if (typeof edit === 'string') leave(result, difference.field, edit);
      else if (known === undefined) found.set(difference.field, { first: result, values: [edit] });
      else known.values.push(edit);
    }
  }
  return found;
}
