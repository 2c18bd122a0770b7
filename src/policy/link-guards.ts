import type { Condition } from './condition.js';
import { linkCondition, negate } from './link-conditions.js';
import type { LinkContext } from './link-context.js';
import type { Condition as ConditionDocument } from './policy-document.generated.js';
import { child, entryPlace, type Located } from './policy-file.js';

export interface Guards {
  readonly when: readonly (Condition | undefined)[];
  readonly unless: readonly (Condition | undefined)[];
}

/** `when`, and not `unless`: each a list of one, or empty when absent. */
export function linkGuards(
  at: Located<{ readonly when?: ConditionDocument; readonly unless?: ConditionDocument }>,
  context: LinkContext,
): Guards {
  const when = child(at, 'when');
  const unless = child(at, 'unless');
  return {
    when: when === undefined ? [] : [linkCondition(when, context)],
    unless: unless === undefined ? [] : [negate(linkCondition(unless, context), entryPlace(unless))],
  };
}
