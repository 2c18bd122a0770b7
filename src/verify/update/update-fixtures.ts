import { isDeepStrictEqual } from 'node:util';
import { hasErrors } from '../../diagnostics/diagnostic.js';
import { editYaml, type YamlEdit } from '../../policy/edit-yaml.js';
import { appendPointer, pointerTokens } from '../../policy/json-pointer.js';
import { parseYaml } from '../../policy/parse-yaml.js';
import type { CaseResult } from '../fixture-result.js';
import { type LeftAlone, type PlannedEdit, planUpdate } from './plan-update.js';
import { valueEdits } from './value-edits.js';

/** A fixture file with the expectations that would have held. */
export interface UpdatedFixtures {
  readonly text: string;
  /** How many values were replaced. */
  readonly count: number;
  readonly left: readonly LeftAlone[];
}

/** Writes what came out into the expectations of a fixture file; comments and layout stay. */
export function updateFixtures(text: string, file: string, results: readonly CaseResult[]): UpdatedFixtures {
  const { value } = parseYaml(text, file);
  const { edits, left } = planUpdate(results);
  const written = edits.flatMap((edit) => valueEdits(edit.pointer, valueAt(value, edit.pointer), edit.value));
  const updated = edited(text, written);
  if (updated !== undefined && isAsPlanned(updated, file, value, edits)) {
    return { text: updated, count: edits.length, left };
  }
  // One text behind an alias stands for several values; what is written for one would change the others.
  const shared = edits.map(({ pointer }) => ({
    title: file,
    field: pointer,
    why: 'the file uses aliases, so that it cannot be changed in one place only',
  }));
  return { text, count: 0, left: [...left, ...shared] };
}

/** Undefined where an alias stands in the way. */
function edited(text: string, edits: readonly YamlEdit[]): string | undefined {
  try {
    return editYaml(text, edits);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function valueAt(document: unknown, pointer: string): unknown {
  return pointerTokens(pointer).reduce<unknown>((value, token) => {
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, token)) return value[token as never];
    throw new Error(`there is no value at ${pointer}`);
  }, document);
}

/** Whether the new text says exactly what the old one did, but for the edits. */
function isAsPlanned(text: string, file: string, before: unknown, edits: readonly PlannedEdit[]): boolean {
  const { value, diagnostics } = parseYaml(text, file);
  if (hasErrors(diagnostics)) return false;
  const wanted = new Map(edits.map((edit) => [edit.pointer, edit.value]));
  const matches = (now: unknown, then: unknown, pointer: string): boolean => {
    if (wanted.has(pointer)) return isDeepStrictEqual(now, wanted.get(pointer));
    if (typeof then !== 'object' || then === null) return Object.is(now, then);
    if (typeof now !== 'object' || now === null) return false;
    const keys = Object.keys(then);
    return (
      isDeepStrictEqual(Object.keys(now), keys) &&
      keys.every((key) => matches(now[key as never], then[key as never], appendPointer(pointer, key)))
    );
  };
  return matches(value, before, '');
}
