import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Places } from './places.js';
import { meantBranch, type Schema } from './schema-branches.js';
import { findingsOf } from './schema-findings.js';
import { selectBranches } from './select-schema.js';

/** Checks plain data against a schema. No findings means that it fits. */
export type Validator = (value: unknown, places: Places) => Diagnostic[];

/**
 * A validator for a JSON Schema 2020-12 in which one mistake gives one finding. The schema is compiled when the
 * validator is first used. Three annotations are read: `x-expected` says in words what a value must be ("a duration, such
 * as 10s"), `x-finding` gives the code for an empty list or mapping, `x-keys` the help for an unknown key.
 */
export function createValidator(schema: Schema): Validator {
  let check: ((value: unknown, places: Places) => Diagnostic[]) | undefined;
  return (value, places) => {
    check ??= compile(schema);
    return check(value, places);
  };
}

function compile(source: Schema): Validator {
  const { schema, groups } = selectBranches(source);
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: false,
    ownProperties: true,
    // A file is checked a few times in the life of a process: what would make that faster makes compiling twice as
    // slow. The schemas are our own, and a test holds them against theirs.
    validateSchema: false,
    code: { optimize: false },
  });
  // Asked for every branch of a group in a row, about the same value.
  let last: { readonly group: number; readonly value: unknown; readonly meant: number } | undefined;
  ajv.addKeyword({
    keyword: 'notMeant',
    errors: false,
    validate: ({ group, index }: { group: number; index: number }, value: unknown) => {
      if (last?.group !== group || last.value !== value)
        last = { group, value, meant: meantBranch(groups[group]!, value) };
      return last.meant !== index;
    },
  });
  ajv.addKeyword({ keyword: 'refuse', errors: false, validate: () => false });
  const validate = ajv.compile(schema);
  return (value, places) => {
    validate(value);
    last = undefined;
    return findingsOf((validate.errors ?? []).map(toViolation), groups, places);
  };
}

/** What a schema says is wrong, without the library's types. */
export interface Violation {
  readonly keyword: string;
  /** JSON pointer of the value that does not fit. */
  readonly pointer: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly value: unknown;
  /** The schema object in which the keyword stands. */
  readonly schema: Schema;
  /** Set when it is the name of this property that does not fit. */
  readonly propertyName?: string;
}

function toViolation(error: ErrorObject): Violation {
  return {
    keyword: error.keyword,
    pointer: error.instancePath,
    params: error.params as Record<string, unknown>,
    value: error.data,
    schema: (error.parentSchema ?? {}) as Schema,
    ...(error.propertyName !== undefined && { propertyName: error.propertyName }),
  };
}
