import { didYouMean } from '../diagnostics/did-you-mean.js';
import { checkPath } from './check-path.js';
import type { FactScalar } from './fact-domain.js';
import { linkDuration } from './link-duration.js';
import type { AttributeFact, CustomFact } from './policy-document.generated.js';
import { child, items, keyPlace, type Located, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';
import { articleOf, reportMismatch, type ScalarType } from './value-mismatch.js';

/** Whether type, one_of and default of an attribute agree. */
export function checkAttribute(at: Located<AttributeFact>, report: Report): boolean {
  const path = checkPath(child(at, 'path'), report);
  // A value of another type is not in one_of either, so the default is looked at only when the others are right.
  return checkOneOf(at, report) && checkDefault(at, report) && path;
}

export function checkCustom(at: Located<CustomFact>, report: Report): boolean {
  const oneOf = checkOneOf(at, report);
  const timeout = child(at, 'timeout');
  return (timeout === undefined || linkDuration(timeout, report) !== undefined) && oneOf;
}

/** The type that a declaration's values must have: its own (a list's values are texts), else that of most of them. */
function valueType({ value }: Located<AttributeFact | CustomFact>): ScalarType {
  if (value.type !== undefined) return value.type === 'list' ? 'string' : value.type;
  const fallback = 'default' in value && value.default !== undefined ? [value.default] : [];
  const types = [...(value.one_of ?? []), ...fallback].map((entry) => typeof entry as ScalarType);
  const count = (type: ScalarType): number => types.filter((other) => other === type).length;
  return types.toSorted((a, b) => count(b) - count(a))[0] ?? 'string';
}

function checkOneOf(at: Located<AttributeFact | CustomFact>, report: Report): boolean {
  const oneOf = child(at as Located<AttributeFact>, 'one_of');
  if (oneOf === undefined) return true;
  const type = valueType(at);
  const wrong = items<FactScalar>(oneOf).filter(({ value }) => typeof value !== type);
  for (const value of wrong) reportValueType(value, type, at, report);
  return wrong.length === 0;
}

function checkDefault(at: Located<AttributeFact>, report: Report): boolean {
  const fallback = child(at, 'default');
  if (fallback === undefined) return true;
  if (at.value.type === 'list') {
    report('wrong-type', 'a fact of type list cannot have a default', keyPlace(fallback), {
      help: 'remove the default; a request without the attribute makes the fact unknown',
    });
    return false;
  }
  const type = valueType(at);
  if (typeof fallback.value !== type) {
    reportValueType(fallback, type, at, report);
    return false;
  }
  const oneOf = at.value.one_of;
  if (oneOf === undefined || oneOf.includes(fallback.value)) return true;
  const meant = didYouMean(String(fallback.value), oneOf.map(String));
  report(
    'invalid-value',
    `the default ${quote(fallback.value, fallback.pointer)} is not in \`one_of\``,
    valuePlace(fallback),
    {
      help: meant === undefined ? 'add it to one_of, or choose one of its values' : `did you mean \`${meant}\`?`,
    },
  );
  return false;
}

function reportValueType(
  value: Located<FactScalar>,
  type: ScalarType,
  at: Located<AttributeFact | CustomFact>,
  report: Report,
): void {
  const because = at.value.type === undefined ? 'each of the other values is' : 'the fact is';
  reportMismatch(value, type, `${because} ${articleOf(type)}`, report);
}
