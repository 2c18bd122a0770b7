import { isDeepStrictEqual } from 'node:util';
import { hasErrors } from '../../diagnostics/diagnostic.js';
import { appendPointer, pointerTokens } from '../../policy/json-pointer.js';
import { parseYaml, withoutByteOrderMark } from '../../policy/parse-yaml.js';
import type { CaseResult } from '../fixture-result.js';
import { editValues, type ValueEdit } from './edit-values.js';
import { type LeftAlone, type PlannedEdit, planUpdate } from './plan-update.js';

/** A fixture file with the expectations that would have held. */
export interface UpdatedFixtures {
  readonly text: string;
  /** How many values were replaced. */
  readonly count: number;
  readonly left: readonly LeftAlone[];
}

/** Writes what came out into the expectations of a fixture file; comments and layout stay. */
export function updateFixtures(source: string, file: string, results: readonly CaseResult[]): UpdatedFixtures {
  const text = withoutByteOrderMark(source);
  const mark = source.slice(0, source.length - text.length);
  const { value, places } = parseYaml(text, file);
  const { edits, left } = planUpdate(results);
  const written = edits.map((edit) => locate(edit, value));
  const updated = editValues(text, places, written);
  if (isAsPlanned(updated, file, value, written)) return { text: mark + updated, count: written.length, left };
  // An alias gives one text to several cases; what is written for one would change the others.
  const shared = written.map(({ pointer }) => ({
    title: file,
    field: pointer,
    why: 'the file uses aliases, so that it cannot be changed in one place only',
  }));
  return { text: source, count: 0, left: [...left, ...shared] };
}

/** A difference may lie under a value that is to be replaced as a whole: a refusal that is none any more. */
function locate({ pointer, value: after }: PlannedEdit, document: unknown): ValueEdit {
  const [before, found] = valueAt(document, pointerTokens(pointer));
  if (found) return { pointer, before, after };
  throw new Error(`there is no value at ${pointer}`);
}

function valueAt(document: unknown, tokens: readonly string[]): readonly [value: unknown, found: boolean] {
  let value = document;
  for (const token of tokens) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return [undefined, false];
    value = (value as Readonly<Record<string, unknown>>)[token];
  }
  return [value, true];
}

/** Whether the new text says exactly what the old one did, but for the edits. */
function isAsPlanned(text: string, file: string, before: unknown, edits: readonly ValueEdit[]): boolean {
  const { value, diagnostics } = parseYaml(text, file);
  if (hasErrors(diagnostics)) return false;
  const wanted = new Map(edits.map(({ pointer, after }) => [pointer, after]));
  const matches = (now: unknown, then: unknown, pointer: string): boolean => {
    if (wanted.has(pointer)) return isSameValue(now, wanted.get(pointer));
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

function isSameValue(now: unknown, wanted: unknown): boolean {
  if (typeof now === 'number' && typeof wanted === 'number') return Math.abs(now - wanted) <= 1e-9 * Math.abs(wanted);
  return isDeepStrictEqual(now, wanted);
}
