import type { Operator } from './condition.js';
import type { FactDeclaration } from './fact-declaration.js';
import { items, type Located, valuePlace } from './policy-file.js';
import type { Report } from './report.js';

/** Whether a number can stand on the side of its threshold that the operator asks for. */
export function checkRange(fact: FactDeclaration, operator: Operator, at: Located<unknown>, report: Report): boolean {
  const { declaration, domain, name } = fact;
  if (domain.type !== 'number') return true;
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = domain;
  const [first, last] = (Array.isArray(at.value) ? at.value : [at.value, at.value]) as readonly number[];
  if (first === undefined || last === undefined) return true;
  if (operator === 'between' && first > last) {
    report('impossible-test', `nothing is between ${first} and ${last}`, valuePlace(at), {
      help: declaration.from === 'clock' ? overMidnight(name, first, last) : `write [${last}, ${first}]`,
    });
    return false;
  }
  const [low, high] = rangeOf(operator, first, last, domain.integer);
  if (low === undefined || high === undefined) return checkEach(fact, at, minimum, maximum, domain.integer, report);
  if (low <= maximum && high >= minimum && low <= high) return true;
  const shown = operator === 'between' ? `between ${first} and ${last}` : `${operator.replace('_', ' ')} ${first}`;
  report('impossible-test', `\`${name}\` is never ${shown}`, valuePlace(at), {
    help: domainHelp(name, minimum, maximum, domain.integer),
  });
  return false;
}

/** From an hour of the evening to one of the morning. */
function overMidnight(name: string, first: number, last: number): string {
  return `an hour range does not pass midnight; write any: [{ ${name}: { at_least: ${first} } }, { ${name}: { at_most: ${last} } }]`;
}

/** The closed range of values for which an ordering operator holds; undefined for equality. */
function rangeOf(
  operator: Operator,
  first: number,
  last: number,
  integer: boolean,
): readonly [number | undefined, number | undefined] {
  switch (operator) {
    case 'below':
      return [Number.NEGATIVE_INFINITY, integer ? Math.ceil(first) - 1 : first];
    case 'at_most':
      return [Number.NEGATIVE_INFINITY, first];
    case 'above':
      return [integer ? Math.floor(first) + 1 : first, Number.POSITIVE_INFINITY];
    case 'at_least':
      return [first, Number.POSITIVE_INFINITY];
    case 'between':
      return integer ? [Math.ceil(first), Math.floor(last)] : [first, last];
    default:
      return [undefined, undefined];
  }
}

function checkEach(
  { name }: FactDeclaration,
  at: Located<unknown>,
  minimum: number,
  maximum: number,
  integer: boolean,
  report: Report,
): boolean {
  const values = Array.isArray(at.value) ? items(at as Located<readonly number[]>) : [at as Located<number>];
  const wrong = values.filter(
    ({ value }) =>
      typeof value === 'number' && (value < minimum || value > maximum || (integer && !Number.isInteger(value))),
  );
  for (const value of wrong) {
    report('impossible-test', `\`${name}\` is never ${value.value}`, valuePlace(value), {
      help: domainHelp(name, minimum, maximum, integer),
    });
  }
  return wrong.length === 0;
}

function domainHelp(name: string, minimum: number, maximum: number, integer: boolean): string {
  const kind = integer ? 'a whole number' : 'a number';
  const range = Number.isFinite(maximum)
    ? ` from ${minimum} to ${maximum}`
    : Number.isFinite(minimum)
      ? ` of at least ${minimum}`
      : '';
  return `\`${name}\` is ${kind}${range}`;
}
