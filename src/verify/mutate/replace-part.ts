import type { Condition } from '../../policy/condition.js';

/** A condition and every part in it. */
export function* partsOf(condition: Condition): Generator<Condition> {
  yield condition;
  if (condition.kind === 'comparison') return;
  const parts = condition.kind === 'not' ? [condition.condition] : condition.conditions;
  for (const part of parts) yield* partsOf(part);
}

/** The condition with something else, or nothing, in the place of a part. A condition of which nothing is left always holds. */
export function replacePart(condition: Condition, part: Condition, replacement: Condition | undefined): Condition {
  return replaced(condition, part, replacement) ?? { kind: 'all', conditions: [], place: condition.place };
}

function replaced(condition: Condition, part: Condition, replacement: Condition | undefined): Condition | undefined {
  if (condition === part) return replacement;
  switch (condition.kind) {
    case 'comparison':
      return condition;
    case 'not': {
      const inner = replaced(condition.condition, part, replacement);
      return inner && { ...condition, condition: inner };
    }
    case 'all':
    case 'any': {
      const conditions = condition.conditions.flatMap((child) => replaced(child, part, replacement) ?? []);
      return { ...condition, conditions };
    }
    default:
      return condition satisfies never;
  }
}
