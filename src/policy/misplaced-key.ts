import { operatorsOf } from './check-comparison.js';
import { appendPointer, parentPointer, pointerTokens } from './json-pointer.js';
import { keyPlace, type Located, type valuePlace } from './policy-file.js';
import type { Report } from './report.js';

const besideWhen = new Set(['then', 'by', 'choose', 'unless', 'require', 'cap', 'id', 'description']);
const operators = new Set<string>(Object.values(operatorsOf).flat());

/**
 * Reports a key of a condition that names no fact, because it belongs one level further out or further in. False when
 * it is no such key.
 */
export function reportMisplaced(key: string, at: Located<unknown>, report: Report): boolean {
  if (besideWhen.has(key)) {
    const { name } = conditionAround(at.pointer);
    report('misplaced-key', `\`${key}\` stands inside \`${name}\`, where facts are named`, keyPlace(at), {
      help: `move it out, so that it stands beside \`${name}\``,
    });
    return true;
  }
  if (!operators.has(key)) return false;
  const fact = factWithoutTest(at);
  const value = typeof at.value === 'number' || typeof at.value === 'boolean' ? String(at.value) : '…';
  report('misplaced-key', `\`${key}\` is an operator, and stands where facts are named`, keyPlace(at), {
    help: `write it under its fact: \`${fact?.key ?? 'FACT'}: { ${key}: ${value} }\``,
    ...(fact !== undefined && { related: [{ message: 'this may be its fact', place: fact.place }] }),
  });
  return true;
}

const conditions = new Set(['when', 'unless', 'if']);

/** The key whose condition a pointer leads into, and the pointer of what the condition belongs to. */
export function conditionAround(pointer: string): { readonly name: string; readonly owner: string } {
  const tokens = pointerTokens(pointer);
  const index = tokens.findIndex((token, depth) => depth > 1 && conditions.has(token));
  return { name: tokens[index] ?? 'when', owner: appendPointer('', ...tokens.slice(0, Math.max(0, index))) };
}

/** The key above it that has no value. */
function factWithoutTest(
  at: Located<unknown>,
): { readonly key: string; readonly place: ReturnType<typeof valuePlace> } | undefined {
  const parent = parentPointer(at.pointer);
  const { places } = at.source;
  const keys = places.keys(parent);
  const before = keys.slice(0, keys.indexOf(pointerTokens(at.pointer).at(-1) ?? '')).reverse();
  const key = before.find((name) => places.plain(appendPointer(parent, name)) === '');
  return key === undefined ? undefined : { key, place: places.value(appendPointer(parent, key)) };
}
