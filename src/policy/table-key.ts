import type { Comparison } from './condition.js';
import type { FactDomain, FactScalar } from './fact-domain.js';
import { textForBoolean, textForNumber, type YamlSurprise } from './yaml-surprise.js';

/** A key of a table, read for the type of the table's fact. */
export type TableKey =
  | { readonly kind: 'otherwise' }
  | {
      readonly kind: 'test';
      readonly operator: Comparison['operator'];
      readonly value: FactScalar | readonly [number, number];
    }
  | { readonly kind: 'surprise'; readonly surprise: YamlSurprise }
  | { readonly kind: 'unreadable'; readonly help: string };

const number = String.raw`[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?`;
const threshold = new RegExp(`^(below|at_most|above|at_least)\\s+(${number})$`);
const between = new RegExp(`^between\\s+(${number})\\s+and\\s+(${number})$`);
const plainNumber = new RegExp(`^${number}$`);

export function parseTableKey(key: string, domain: FactDomain): TableKey {
  if (key === 'otherwise') return { kind: 'otherwise' };
  switch (domain.type) {
    case 'number':
      return parseNumberKey(key);
    case 'boolean':
      return parseBooleanKey(key);
    case 'string':
      return parseTextKey(key, domain.values ?? []);
    case 'list':
      return { kind: 'unreadable', help: 'write rules with { contains: … }' };
    default:
      return domain satisfies never;
  }
}

function parseNumberKey(key: string): TableKey {
  const [, operator, limit] = threshold.exec(key) ?? [];
  if (operator !== undefined) {
    return { kind: 'test', operator: operator as 'below' | 'at_most' | 'above' | 'at_least', value: Number(limit) };
  }
  const [, from, to] = between.exec(key) ?? [];
  if (from !== undefined) return { kind: 'test', operator: 'between', value: [Number(from), Number(to)] };
  if (plainNumber.test(key)) return { kind: 'test', operator: 'is', value: Number(key) };
  const surprise = key
    .split(/\s+/)
    .map(textForNumber)
    .find((found) => found !== undefined);
  if (surprise !== undefined) return { kind: 'surprise', surprise };
  const help =
    "write 'below 500', 'at_most 500', 'above 500', 'at_least 500', 'between 1 and 5', a number or 'otherwise'";
  return { kind: 'unreadable', help };
}

function parseBooleanKey(key: string): TableKey {
  if (/^(?:true|True|TRUE)$/.test(key)) return { kind: 'test', operator: 'is', value: true };
  if (/^(?:false|False|FALSE)$/.test(key)) return { kind: 'test', operator: 'is', value: false };
  const surprise = textForBoolean(key);
  return surprise === undefined
    ? { kind: 'unreadable', help: 'write true, false or otherwise' }
    : { kind: 'surprise', surprise };
}

function parseTextKey(key: string, values: readonly string[]): TableKey {
  if (!values.includes(key) && (threshold.test(key) || between.test(key))) {
    return { kind: 'unreadable', help: 'the fact is a text; write one of its values' };
  }
  return { kind: 'test', operator: 'is', value: key };
}
