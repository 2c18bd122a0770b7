import { didYouMean } from '../diagnostics/did-you-mean.js';
import { domainOf, type FactScalar } from './fact-domain.js';
import { linkDuration } from './link-settings.js';
import { Names } from './names.js';
import { compilePattern } from './pattern.js';
import type { FactDeclaration } from './policy.js';
import type { AttributeFact, BucketFact, ClockFact, CustomFact, Fact, RegexFact } from './policy-document.generated.js';
import { child, isSound, items, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import type { PolicyUnits } from './policy-units.js';
import { quote } from './quote.js';
import type { Report } from './report.js';
import { articleOf, reportMismatch, type ScalarType } from './value-mismatch.js';

const reservedNames = new Set(['all', 'any', 'not']);
/** Reading these as a path would leave the caller's own data. */
const forbiddenSegments = new Set(['__proto__', 'prototype', 'constructor']);

export function linkFacts(units: PolicyUnits, report: Report): Names<FactDeclaration> {
  const facts = new Names<FactDeclaration>('fact', units.complete.has('facts'), report);
  for (const [name, at] of units.facts) {
    if (reservedNames.has(name)) {
      report('reserved-name', `\`${name}\` is a word of the language and cannot name a fact`, keyPlace(at), {
        help: 'choose another name',
      });
    }
    facts.set(name, linkFact(name, at, report));
  }
  return facts;
}

function linkFact(name: string, at: Located<Fact>, report: Report): FactDeclaration | undefined {
  if (!isSound(at) || !checkFact(at, report)) return undefined;
  return { name, declaration: at.value, domain: domainOf(at.value), place: keyPlace(at) };
}

/** What the schema cannot say. False when something is wrong. */
function checkFact(at: Located<Fact>, report: Report): boolean {
  switch (at.value.from) {
    case 'attribute':
      return checkAttribute(at as Located<AttributeFact>, report);
    case 'custom':
      return checkCustom(at as Located<CustomFact>, report);
    case 'regex':
      return checkPattern(at as Located<RegexFact>, report);
    case 'bucket':
      return checkBucket(at as Located<BucketFact>, report);
    case 'clock':
      return checkTimezone(at as Located<ClockFact>, report);
    case 'tokens':
    case 'words':
    case 'characters':
    case 'turns':
    case 'keywords':
    case 'detect':
    case 'needs':
    case 'model_requested':
      return true;
    default:
      return at.value satisfies never;
  }
}

function checkAttribute(at: Located<AttributeFact>, report: Report): boolean {
  const path = checkPath(child(at, 'path'), report);
  // A value of another type is not in one_of either, so the default is looked at only when the others are right.
  return checkOneOf(at, report) && checkDefault(at, report) && path;
}

function checkCustom(at: Located<CustomFact>, report: Report): boolean {
  const oneOf = checkOneOf(at, report);
  const timeout = child(at, 'timeout');
  return (timeout === undefined || linkDuration(timeout, report) !== undefined) && oneOf;
}

function checkPath(at: Located<string> | undefined, report: Report): boolean {
  const forbidden = at?.value.split('.').find((segment) => forbiddenSegments.has(segment));
  if (at === undefined || forbidden === undefined) return true;
  report('invalid-value', `a path cannot go through \`${forbidden}\``, valuePlace(at), {
    help: 'name a property that the caller passes',
  });
  return false;
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

function checkPattern(at: Located<RegexFact>, report: Report): boolean {
  const pattern = child(at, 'pattern')!;
  if (pattern.value.includes('\b')) {
    report('yaml-surprise', 'in double quotes `\\b` is a backspace, not a word boundary', valuePlace(pattern), {
      help: "write the pattern in 'single quotes'",
    });
    return false;
  }
  try {
    compilePattern(pattern.value, at.value.ignore_case === true);
    return true;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/^.*:\s*/s, '');
    const flags = /^\(\?[a-z]+\)/.test(pattern.value)
      ? 'flags inside a pattern are not used; write ignore_case: true'
      : undefined;
    report('regex-syntax', `the pattern is not a regular expression: ${reason}`, valuePlace(pattern), {
      help: flags ?? 'patterns are JavaScript regular expressions, without slashes',
    });
    return false;
  }
}

function checkBucket(at: Located<BucketFact>, report: Report): boolean {
  const checks = [
    checkPath(child(at, 'key'), report),
    checkArmNames(at, report),
    checkShares(at, report),
    checkNamespace(at, report),
  ];
  return !checks.includes(false);
}

function checkArmNames(at: Located<BucketFact>, report: Report): boolean {
  const first = new Map<string, Located<unknown>>();
  let unique = true;
  for (const arm of items(child(at, 'arms')!)) {
    const name = child(arm, 'name')!;
    const other = first.get(name.value);
    if (other === undefined) first.set(name.value, name);
    else {
      unique = false;
      report('duplicate-name', `the arm ${quote(name.value, name.pointer)} is defined twice`, valuePlace(name), {
        related: [{ message: 'it is defined here first', place: valuePlace(other) }],
      });
    }
  }
  return unique;
}

function checkShares(at: Located<BucketFact>, report: Report): boolean {
  const arms = child(at, 'arms')!;
  const total = arms.value.reduce((sum, arm) => sum + arm.percent, 0);
  if (Math.abs(total - 100) <= 1e-9) return true;
  const shown = Number(total.toPrecision(12));
  report('invalid-value', `the arms add up to ${shown} percent, not 100`, keyPlace(arms), {
    help: 'to leave keys out of the experiment, use coverage',
  });
  return false;
}

function checkNamespace(at: Located<BucketFact>, report: Report): boolean {
  const namespace = soundChild(at, 'namespace');
  const range = namespace === undefined ? undefined : child(namespace, 'range');
  const [from, to] = range?.value ?? [];
  if (range === undefined || from === undefined || to === undefined || from < to) return true;
  report('invalid-value', `the namespace's range from ${from} to ${to} is empty`, valuePlace(range), {
    help: from > to ? `write [${to}, ${from}]` : 'write two different numbers',
  });
  return false;
}

function checkTimezone(at: Located<ClockFact>, report: Report): boolean {
  const timezone = child(at, 'timezone')!;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone.value });
    return true;
  } catch {
    const meant = didYouMean(timezone.value, Intl.supportedValuesOf('timeZone'));
    report('unknown-name', `there is no time zone ${quote(timezone.value, timezone.pointer)}`, valuePlace(timezone), {
      help: meant === undefined ? 'write an IANA name, such as Europe/Berlin' : `did you mean \`${meant}\`?`,
    });
    return false;
  }
}
