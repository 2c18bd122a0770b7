export type WithoutUndefined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without the fields that are undefined. Every request makes some, so it makes nothing in between. */
export function withoutUndefined<T extends object>(value: T): WithoutUndefined<T> {
  const kept: { [K in keyof T]?: unknown } = {};
  for (const key in value) if (value[key] !== undefined) kept[key] = value[key];
  return kept as WithoutUndefined<T>;
}
