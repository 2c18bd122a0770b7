import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Place } from '../diagnostics/place.js';
import { checkComparison } from './check-comparison.js';
import type { Condition, Operator } from './condition.js';
import type { FactDeclaration } from './fact-declaration.js';
import type { LinkContext } from './link-context.js';
import { reportMisplaced } from './misplaced-key.js';
import type { Condition as ConditionDocument, Operators, Test } from './policy-document.generated.js';
import { entries, entryPlace, isSound, items, keyPlace, type Located, valuePlace } from './policy-file.js';
import { jsonType } from './schema-branches.js';

type Conditions = Pick<LinkContext, 'facts' | 'report'>;

/** A mapping holds when all its entries hold. Undefined when something in it is wrong, which is then reported. */
export function linkCondition(at: Located<ConditionDocument>, context: Conditions): Condition | undefined {
  if (jsonType(at.value) !== 'object') return undefined;
  const parts = entries<unknown>(at as unknown as Located<Record<string, unknown>>).map(([key, entry]) => {
    switch (key) {
      case 'all':
      case 'any':
        return linkGroup(key, entry as Located<readonly ConditionDocument[]>, context);
      case 'not':
        return negate(linkCondition(entry as Located<ConditionDocument>, context), entryPlace(entry));
      default:
        return linkTest(key, entry as Located<Test>, context);
    }
  });
  return parts.length < 2 ? parts[0] : conjunction(parts, valuePlace(at));
}

function linkGroup(
  kind: 'all' | 'any',
  at: Located<readonly ConditionDocument[]>,
  context: Conditions,
): Condition | undefined {
  const conditions = items(at).map((item) => linkCondition(item, context));
  return isSound(at) && allDefined(conditions) ? { kind, conditions, place: entryPlace(at) } : undefined;
}

/** A scalar means equal, a list one of, a mapping all of its operators. */
function linkTest(name: string, at: Located<Test>, context: Conditions): Condition | undefined {
  if (!context.facts.has(name) && !reportMisplaced(name, at, context.report)) {
    context.facts.reportUnknown(name, at, groupHelp(name), keyPlace(at));
  }
  const fact = context.facts.get(name);
  if (fact === undefined || !isSound(at)) return undefined;
  if (Array.isArray(at.value)) return leaf(fact, 'one_of', at, valuePlace(at), context);
  if (typeof at.value !== 'object') return leaf(fact, 'is', at, valuePlace(at), context);
  const tests = entries(at as Located<Operators> as unknown as Located<Record<string, unknown>>);
  const parts = tests.map(([operator, value]) => leaf(fact, operator as Operator, value, entryPlace(value), context));
  return parts.length === 1 ? parts[0] : conjunction(parts, valuePlace(at));
}

const groups: Readonly<Record<string, string>> = { and: 'all', or: 'any', none: 'not', nor: 'not' };

function groupHelp(name: string): string | undefined {
  const meant = groups[name.toLowerCase()] ?? didYouMean(name, ['all', 'any', 'not']);
  return meant === undefined ? undefined : `did you mean \`${meant}\`?`;
}

function leaf(
  fact: FactDeclaration,
  operator: Operator,
  at: Located<unknown>,
  place: Place,
  { report }: Conditions,
): Condition | undefined {
  const comparison = checkComparison(fact, operator, at, report);
  return comparison === undefined ? undefined : { kind: 'comparison', comparison, place };
}

/** All of these; one alone is itself. Undefined when one is missing. */
export function conjunction(conditions: readonly (Condition | undefined)[], place: Place): Condition | undefined {
  if (!allDefined(conditions)) return undefined;
  return conditions.length === 1 ? conditions[0] : { kind: 'all', conditions, place };
}

export function negate(condition: Condition | undefined, place: Place): Condition | undefined {
  return condition === undefined ? undefined : { kind: 'not', condition, place };
}

function allDefined(conditions: readonly (Condition | undefined)[]): conditions is readonly Condition[] {
  return conditions.every((condition) => condition !== undefined);
}
