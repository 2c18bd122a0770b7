import { isDeepStrictEqual } from 'node:util';
import type { ParameterChange } from './execution-plan.js';

/** A body on its way from the caller's to a target's, which notes every change made to it. */
export interface BodyDraft {
  readonly body: Record<string, unknown>;
  readonly changes: ParameterChange[];
  /** Parameters that the target does not take, so that the answer is another than asked for. */
  readonly lost: string[];
}

/** Starts from the caller's body as it is: fields we have never heard of stay. The caller's object is not touched. */
export function draftBody(callerBody: object): BodyDraft {
  return { body: { ...callerBody }, changes: [], lost: [] };
}

/** null counts as absent, as it does for the API. */
export function has(draft: BodyDraft, param: string): boolean {
  return Object.hasOwn(draft.body, param) && draft.body[param] != null;
}

export function setParam(draft: BodyDraft, param: string, to: unknown, because: string): void {
  const present = has(draft, param);
  const from = draft.body[param];
  if (present && isDeepStrictEqual(from, to)) return;
  draft.body[param] = to;
  draft.changes.push(
    present ? { param, change: 'replaced', from, to, because } : { param, change: 'set', to, because },
  );
}

export function dropParam(draft: BodyDraft, param: string, because: string): void {
  if (!Object.hasOwn(draft.body, param)) return;
  if (has(draft, param)) draft.changes.push({ param, change: 'dropped', from: draft.body[param], because });
  delete draft.body[param];
}

/** Leaves out what the answer was meant to depend on. */
export function loseParam(draft: BodyDraft, param: string, because: string): void {
  if (has(draft, param)) draft.lost.push(param);
  dropParam(draft, param, because);
}

/** Says the same with another field. */
export function translateParam(draft: BodyDraft, param: string, to: Record<string, unknown>, because: string): void {
  draft.changes.push({ param, change: 'translated', from: draft.body[param], to, because });
  delete draft.body[param];
  Object.assign(draft.body, to);
}
