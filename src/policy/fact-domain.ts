import type { Fact } from './policy-document.generated.js';

export type FactScalar = string | number | boolean;
/** What a fact can be: a scalar, or a list of strings. */
export type FactValue = FactScalar | readonly string[];

/** The values a fact can have. `values` lists all that have a name; `open` says that others can occur at run time. */
export type FactDomain =
  | { readonly type: 'string'; readonly values?: readonly string[]; readonly open: boolean }
  | {
      readonly type: 'number';
      readonly values?: readonly number[];
      readonly open: boolean;
      readonly integer: boolean;
      readonly minimum?: number;
      readonly maximum?: number;
    }
  | { readonly type: 'boolean' }
  | { readonly type: 'list'; readonly values?: readonly string[]; readonly open: boolean };

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const abilities = ['tools', 'vision', 'audio', 'json_schema'] as const;

/** The domain that a fact's declaration states. */
export function domainOf(fact: Fact): FactDomain {
  switch (fact.from) {
    case 'attribute':
      return declaredDomain(fact.type, fact.one_of, fact.default);
    case 'custom':
      return declaredDomain(fact.type, fact.one_of, undefined);
    case 'tokens':
    case 'words':
    case 'characters':
    case 'turns':
      return { type: 'number', open: true, integer: true, minimum: 0 };
    case 'regex':
    case 'keywords':
    case 'detect':
      return { type: 'boolean' };
    case 'needs':
      return { type: 'list', values: abilities, open: false };
    case 'model_requested':
      return { type: 'string', open: true };
    case 'bucket':
      return { type: 'string', values: fact.arms.map((arm) => arm.name), open: false };
    case 'clock':
      return fact.part === 'weekday'
        ? { type: 'string', values: weekdays, open: false }
        : { type: 'number', open: false, integer: true, minimum: 0, maximum: 23 };
    case 'budget':
      return { type: 'number', open: true, integer: false, minimum: 0 };
    case 'health':
      return fact.measure === 'failure_rate'
        ? { type: 'number', open: true, integer: false, minimum: 0, maximum: 100 }
        : { type: 'number', open: true, integer: false, minimum: 0 };
    default:
      return fact satisfies never;
  }
}

/** Whether a fact can be unknown in ordinary traffic. (A text over the length caps can make any text fact unknown.) */
export function canBeUnknown(fact: Fact): boolean {
  if (fact.from === 'attribute') return fact.default === undefined;
  return ['bucket', 'custom', 'model_requested', 'health', 'budget'].includes(fact.from);
}

function declaredDomain(
  type: string | undefined,
  oneOf: readonly FactScalar[] | undefined,
  fallback: FactScalar | undefined,
): FactDomain {
  const kind = type ?? typeof (oneOf?.[0] ?? fallback ?? '');
  switch (kind) {
    case 'number':
      return oneOf === undefined
        ? { type: 'number', open: true, integer: false }
        : { type: 'number', open: true, integer: false, values: oneOf.filter((value) => typeof value === 'number') };
    case 'boolean':
      return { type: 'boolean' };
    case 'list':
      return oneOf === undefined
        ? { type: 'list', open: true }
        : { type: 'list', open: true, values: oneOf.map(String) };
    default:
      return oneOf === undefined
        ? { type: 'string', open: true }
        : { type: 'string', open: true, values: oneOf.map(String) };
  }
}
