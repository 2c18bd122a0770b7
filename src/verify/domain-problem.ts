import type { FactDomain, FactValue } from '../policy/fact-domain.js';

/** Why a value cannot be given for a fact, in words such as `is not a number`; undefined when it can. */
export function domainProblem(value: FactValue, domain: FactDomain): string | undefined {
  switch (domain.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'is not true or false';
    case 'string':
      return typeof value === 'string' ? valueProblem(value, domain.values) : 'is not a text';
    case 'number':
      return typeof value === 'number' ? numberProblem(value, domain) : 'is not a number';
    case 'list':
      return typeof value === 'object' ? listProblem(value, domain.values) : 'is not a list';
    default:
      return domain satisfies never;
  }
}

function valueProblem<Value>(value: Value, values: readonly Value[] | undefined): string | undefined {
  return values === undefined || values.includes(value) ? undefined : `is not one of ${values.join(', ')}`;
}

function listProblem(list: readonly string[], values: readonly string[] | undefined): string | undefined {
  const odd = list.find((value) => values?.includes(value) === false);
  return odd === undefined ? undefined : `holds "${odd}", which is not one of ${values?.join(', ')}`;
}

function numberProblem(value: number, domain: FactDomain & { type: 'number' }): string | undefined {
  if (!Number.isFinite(value)) return 'is not a finite number';
  if (domain.integer && !Number.isInteger(value)) return 'is not a whole number';
  if (domain.minimum !== undefined && value < domain.minimum) return `is below ${domain.minimum}`;
  if (domain.maximum !== undefined && value > domain.maximum) return `is above ${domain.maximum}`;
  return valueProblem(value, domain.values);
}
