import { didYouMean } from '../diagnostics/did-you-mean.js';
import { checkRange } from './check-range.js';
import type { Comparison, Operator } from './condition.js';
import type { FactDeclaration } from './fact-declaration.js';
import type { FactDomain, FactScalar } from './fact-domain.js';
import { entryPlace, items, type Located, valuePlace } from './policy-file.js';
import { oneOf, quote } from './quote.js';
import type { Report } from './report.js';
import { articleOf, reportMismatch, type ScalarType } from './value-mismatch.js';

/** The operators that fit a fact of each type. */
export const operatorsOf: Readonly<Record<FactDomain['type'], readonly Operator[]>> = {
  string: ['is', 'is_not', 'one_of', 'none_of', 'starts_with', 'ends_with', 'contains', 'exists'],
  number: ['is', 'is_not', 'one_of', 'none_of', 'below', 'at_most', 'above', 'at_least', 'between', 'exists'],
  boolean: ['is', 'is_not', 'one_of', 'none_of', 'exists'],
  list: ['contains', 'exists'],
};
const domainNames = { string: 'a text', number: 'a number', boolean: 'a boolean', list: 'a list' } as const;

/**
 * The comparison of a fact with the value at a place, if the operator fits the fact, the value fits the operator, and
 * the test can hold; else reports why not.
 */
export function checkComparison(
  fact: FactDeclaration,
  operator: Operator,
  at: Located<unknown>,
  report: Report,
): Comparison | undefined {
  const { domain, name } = fact;
  if (!operatorsOf[domain.type].includes(operator)) {
    report(
      'wrong-operator',
      `\`${operator}\` does not fit \`${name}\`, which is ${domainNames[domain.type]}`,
      entryPlace(at),
      {
        help: operatorHelp(fact, at),
      },
    );
    return undefined;
  }
  const fits = operator === 'exists' || checkValues(fact, operator, at, report);
  if (!fits || !checkRange(fact, operator, at, report)) return undefined;
  return { fact: name, operator, value: at.value } as Comparison;
}

function operatorHelp({ domain, name }: FactDeclaration, at: Located<unknown>): string {
  if (domain.type === 'list' && typeof at.value === 'string') return `write { contains: ${at.value} }`;
  if (domain.type === 'list' && Array.isArray(at.value)) {
    const [first, second] = at.value.map((value) => `{ ${name}: { contains: ${value} } }`);
    return `write { any: [${first}, ${second ?? '…'}] }`;
  }
  return `operators of ${domainNames[domain.type]}: ${operatorsOf[domain.type].join(', ')}`;
}

function checkValues(fact: FactDeclaration, operator: Operator, at: Located<unknown>, report: Report): boolean {
  if (!Array.isArray(at.value)) return checkValue(fact, operator, at as Located<FactScalar>, report);
  const values = items(at as Located<readonly FactScalar[]>);
  return values.map((value) => checkValue(fact, operator, value, report)).every(Boolean);
}

function checkValue(fact: FactDeclaration, operator: Operator, at: Located<FactScalar>, report: Report): boolean {
  const type: ScalarType = fact.domain.type === 'list' ? 'string' : fact.domain.type;
  if (typeof at.value !== type) {
    reportMismatch(at, type, `\`${fact.name}\` is ${articleOf(type)}`, report);
    return false;
  }
  return isPartial(operator, fact.domain) ? checkPart(fact, operator, at, report) : checkMember(fact, at, report);
}

const partialOperators: ReadonlySet<Operator> = new Set([
  ...(['starts_with', 'ends_with', 'below', 'at_most', 'above', 'at_least', 'between'] as const),
]);

/** Whether the operator compares with a part of the value, or its size, so that the value need not be one of the named. */
function isPartial(operator: Operator, domain: FactDomain): boolean {
  return operator === 'contains' ? domain.type !== 'list' : partialOperators.has(operator);
}

/** Where no other values can occur, a text operator must hold for one of those there are. */
function checkPart(fact: FactDeclaration, operator: Operator, at: Located<FactScalar>, report: Report): boolean {
  const { domain, name } = fact;
  if (domain.type !== 'string' || domain.open || domain.values === undefined) return true;
  const part = String(at.value);
  const holds = domain.values.some(
    (value) =>
      (operator === 'starts_with' && value.startsWith(part)) ||
      (operator === 'ends_with' && value.endsWith(part)) ||
      (operator === 'contains' && value.includes(part)),
  );
  if (!holds) {
    report(
      'impossible-test',
      `no value of \`${name}\` ${operator.replace('_', ' ')} ${quote(part, at.pointer)}`,
      valuePlace(at),
      {
        help: `\`${name}\` is ${oneOf(domain.values)}`,
      },
    );
  }
  return holds;
}

/** A request for `auto`, or for '', has the router choose: the fact is missing. */
function namesNoModel(value: FactScalar): boolean {
  return value === 'auto' || value === '';
}

function checkMember(fact: FactDeclaration, at: Located<FactScalar>, report: Report): boolean {
  const { domain, declaration, name } = fact;
  if (declaration.from === 'model_requested' && namesNoModel(at.value)) {
    report('impossible-test', `\`${name}\` is never ${quote(at.value, at.pointer)}`, valuePlace(at), {
      help: `that asks for no model by name; write { ${name}: { exists: false } }`,
    });
    return false;
  }
  if (domain.type === 'boolean' || domain.values === undefined) return true;
  const values: readonly FactScalar[] = domain.values;
  if (values.includes(at.value)) return true;
  const meant = didYouMean(String(at.value), values.map(String));
  const help = meant === undefined ? `\`${name}\` is ${oneOf(values.map(String))}` : `did you mean \`${meant}\`?`;
  const shown = quote(at.value, at.pointer);
  if (declaration.from === 'bucket')
    report('unknown-name', `\`${name}\` has no arm ${shown}`, valuePlace(at), { help });
  else report('impossible-test', `\`${name}\` is never ${shown}`, valuePlace(at), { help });
  return false;
}
