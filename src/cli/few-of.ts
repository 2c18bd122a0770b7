/** The first of a list that people read, and how many are left out. Nobody reads ten thousand lines in a terminal. */
export function fewOf<T>(items: readonly T[], most: number): { readonly shown: readonly T[]; readonly more: number } {
  return { shown: items.slice(0, most), more: Math.max(0, items.length - most) };
}
