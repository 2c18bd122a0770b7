import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Places } from './places.js';
import { meantBranch, type Schema } from './schema-branches.js';
import { findingsOf } from './schema-findings.js';
import { branchGroups, partOf, selectBranches } from './select-schema.js';

/** Checks plain data against a schema. No findings means that it fits. */
export type Validator = (value: unknown, places: Places) => Diagnostic[];

/** What ajv makes of a schema: whether a value fits, and after that what is wrong with it. */
export interface SchemaCheck {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** Of ajv's error objects what is read. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly parentSchema?: object;
  readonly propertyName?: string;
}

/**
 * Checks of a schema, by name, as ajv wrote them when Signalbox was built (scripts/validators.js): compiling the
 * policy's schema takes as long as loading a thousand rules. `at` gives parts of the schema that `selectBranches` made,
 * which errors refer to, `meant` the branch of one of its groups that a value means.
 */
export type CreateChecks = (
  at: (pointer: string) => unknown,
  meant: (group: string, value: unknown) => number,
) => Readonly<Record<string, SchemaCheck>>;

/**
 * A validator for a JSON Schema 2020-12 in which one mistake gives one finding; made when it is first used. Three
 * annotations are read: `x-expected` says in words what a value must be ("a duration, such as 10s"), `x-finding` gives
 * the code for an empty list or mapping, `x-keys` the help for an unknown key.
 */
export function createValidator(whole: Schema, createChecks: CreateChecks, name: string): Validator {
  let validate: Validator | undefined;
  return (value, places) => {
    validate ??= prepare(whole, createChecks, name);
    return validate(value, places);
  };
}

function prepare(whole: Schema, createChecks: CreateChecks, name: string): Validator {
  const { checks, groups } = checksOf(whole, createChecks);
  const check = checks[name];
  if (check === undefined) throw new Error(`no check is called ${name}`);
  return (value, places) => {
    if (check(value)) return [];
    return findingsOf((check.errors ?? []).map(toViolation), groups, places);
  };
}

/** The checks of a schema, and the groups of branches that its parts refer to. */
export function checksOf(whole: Schema, createChecks: CreateChecks) {
  const groups = branchGroups(whole);
  // Only errors refer to it, and most values have none.
  let selecting: Schema | undefined;
  const checks = createChecks(
    (pointer) => {
      selecting ??= selectBranches(whole);
      return partOf(selecting, pointer);
    },
    (group, value) => meantBranch(groups(group), value),
  );
  return { checks, groups };
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

function toViolation(error: SchemaError): Violation {
  return {
    keyword: error.keyword,
    pointer: error.instancePath,
    params: error.params,
    value: error.data,
    schema: (error.parentSchema ?? {}) as Schema,
    ...(error.propertyName !== undefined && { propertyName: error.propertyName }),
  };
}
