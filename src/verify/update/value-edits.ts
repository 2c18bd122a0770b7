import { isDeepStrictEqual } from 'node:util';
import type { YamlEdit } from '../../policy/edit-yaml.js';
import { appendPointer } from '../../policy/json-pointer.js';

/** The edits that turn one value into another. A list is edited item by item, so that what stays keeps its line. */
export function valueEdits(pointer: string, before: unknown, after: unknown): readonly YamlEdit[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!Array.isArray(before) || !Array.isArray(after) || after.length === 0) return [{ pointer, value: after }];
  const at = (index: number): string => appendPointer(pointer, index);
  const items = after.flatMap((item, index) =>
    index < before.length ? valueEdits(at(index), before[index], item) : [{ pointer: at(index), value: item }],
  );
  const removed = before.slice(after.length).map((_, index) => ({ pointer: at(before.length - 1 - index) }));
  return [...items, ...removed];
}
