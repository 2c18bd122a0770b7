import { didYouMean } from '../diagnostics/did-you-mean.js';

export type Schema = Readonly<Record<string, unknown>>;
export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null';

/** What values are; `integer` is only said by schemas. */
const jsonTypes: readonly JsonType[] = ['string', 'number', 'boolean', 'array', 'object', 'null'];

/** One alternative of a `oneOf`. */
export interface Branch {
  readonly types: ReadonlySet<JsonType>;
  /** The schema itself, references followed. */
  readonly schema: Schema;
  /** Keys of an object branch; undefined when it admits any. */
  readonly keys?: ReadonlySet<string>;
  readonly required: readonly string[];
  /** Properties that have one value only, such as `from`. */
  readonly constants: ReadonlyMap<string, unknown>;
}

/** The alternatives of a `oneOf`, with what tells them apart. */
export interface BranchGroup {
  readonly branches: readonly Branch[];
  /** Indexes of the branches that take values of a type. */
  readonly byType: ReadonlyMap<JsonType, readonly number[]>;
  /** The property whose constant selects among the object branches. */
  readonly tag?: string;
  /** Keys of any object branch. */
  readonly keys: ReadonlySet<string>;
  /** For each object branch, the required keys that only it has. */
  readonly ownKeys: readonly (readonly string[])[];
}

export function describeBranches(branches: readonly Branch[]): BranchGroup {
  const objects = branches.filter((branch) => branch.types.has('object'));
  const [first, ...rest] = objects;
  const tag = [...(first?.constants.keys() ?? [])].find((name) => rest.every((branch) => branch.constants.has(name)));
  const ownKeys = branches.map((branch) =>
    branch.required.filter((key) => branches.every((other) => other === branch || other.keys?.has(key) !== true)),
  );
  const keys = new Set(objects.flatMap((branch) => [...(branch.keys ?? [])]));
  const byType = new Map(jsonTypes.map((type) => [type, indexesOf(branches, type)]));
  return { branches, byType, keys, ownKeys, ...(tag !== undefined && objects.length > 1 && { tag }) };
}

/** Index of the branch that was meant; -1 when the value does not say. */
export function meantBranch(group: BranchGroup, value: unknown): number {
  const type = jsonType(value);
  const candidates = group.byType.get(type) ?? [];
  if (candidates.length < 2) return candidates[0] ?? -1;
  if (type !== 'object') return candidates[0]!;
  const mapping = value as Readonly<Record<string, unknown>>;
  return group.tag === undefined
    ? branchByKeys(group, candidates, mapping)
    : branchByTag(group, candidates, mapping, group.tag);
}

export function jsonType(value: unknown): JsonType {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}

/** Every number may be meant as an integer. */
function indexesOf(branches: readonly Branch[], type: JsonType): number[] {
  return branches.flatMap(({ types }, index) =>
    types.has(type) || (type === 'number' && types.has('integer')) ? [index] : [],
  );
}

function branchByTag(
  group: BranchGroup,
  candidates: readonly number[],
  mapping: Readonly<Record<string, unknown>>,
  tag: string,
): number {
  const keys = Object.keys(mapping);
  const written = keys.includes(tag) ? tag : keys.find((key) => !group.keys.has(key) && didYouMean(key, [tag]) === tag);
  if (written === undefined) return -1;
  const names = candidates.map((index) => String(group.branches[index]?.constants.get(tag)));
  const found = mapping[written];
  // Only a scalar names a branch, and a mapping may carry a toString that throws.
  if (typeof found === 'object' && found !== null) return -1;
  const value = String(found);
  const exact = names.indexOf(value);
  if (exact >= 0) return candidates[exact] ?? -1;
  const spelled = candidates[names.indexOf(didYouMean(value, names) ?? '')] ?? -1;
  const branch = group.branches[spelled];
  return branch !== undefined && takesKeys(branch, keys) && hasRequired(branch, written, keys) ? spelled : -1;
}

/** Whether a branch has all of these keys, misspelt perhaps: `{ from: budget, of: x }` is no misspelt bucket. */
export function takesKeys({ keys: known = new Set() }: Branch, keys: readonly string[]): boolean {
  return keys.every((key) => known.has(key) || didYouMean(key, known) !== undefined);
}

function hasRequired({ required, constants }: Branch, tag: string, keys: readonly string[]): boolean {
  const others = keys.filter((key) => key !== tag);
  return required.every((key) => constants.has(key) || others.includes(key) || didYouMean(key, others) !== undefined);
}

/** The branch with the fewest mistakes, if something in the mapping speaks for it. */
function branchByKeys(
  group: BranchGroup,
  candidates: readonly number[],
  mapping: Readonly<Record<string, unknown>>,
): number {
  const keys = Object.keys(mapping).map((key) => (group.keys.has(key) ? key : (didYouMean(key, group.keys) ?? key)));
  let best = -1;
  let fewest = Number.POSITIVE_INFINITY;
  for (const index of candidates) {
    const branch = group.branches[index]!;
    if (!(group.ownKeys[index] ?? []).some((key) => keys.includes(key))) continue;
    const missing = branch.required.filter((key) => !keys.includes(key)).length;
    const foreign = keys.filter((key) => group.keys.has(key) && branch.keys?.has(key) === false).length;
    if (missing + foreign < fewest) [best, fewest] = [index, missing + foreign];
  }
  return best;
}
