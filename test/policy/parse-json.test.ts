import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendPointer } from '../../src/policy/json-pointer.js';
import { parseJson } from '../../src/policy/parse-json.js';
import type { Places } from '../../src/policy/places.js';

const json = (value: unknown, space: number): string => JSON.stringify(value, undefined, space);

/** What stands at the place of a pointer. */
function textAt(text: string, places: Places, pointer: string): string {
  const { line, column, endLine, endColumn } = places.value(pointer);
  const lines = text.split('\n').slice(line - 1, endLine);
  lines[lines.length - 1] = lines.at(-1)!.slice(0, endColumn - 1);
  lines[0] = lines[0]!.slice(column - 1);
  return lines.join('\n');
}

function pointers(value: unknown, at = ''): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[at, value]];
  const inner = Object.entries(value).flatMap(([key, each]) => pointers(each, appendPointer(at, key)));
  return [[at, value], ...inner];
}

describe('parseJson', () => {
  it('knows where every value stands', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, space) => {
        const text = json(value, space);
        const { value: parsed, places, diagnostics } = parseJson(text, 'a.json');
        expect(diagnostics).toEqual([]);
        expect(json(parsed, 0)).toBe(json(value, 0));
        for (const [pointer, each] of pointers(JSON.parse(text))) {
          expect(JSON.parse(textAt(text, places, pointer))).toEqual(each);
        }
      }),
    );
  });

  it('never throws, and has a value or a finding', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { value, diagnostics } = parseJson(text, 'a.json');
        expect(value === undefined).toBe(diagnostics.length > 0);
      }),
    );
  });

  it('refuses a key that stands twice, however it is written', () => {
    const { diagnostics } = parseJson('{"a": {"b": 1, "\\u0062": 2}}', 'a.json');
    expect(diagnostics).toMatchObject([
      {
        code: 'yaml-duplicate-key',
        place: { pointer: '/a/b', column: 16 },
        related: [{ place: { column: 8 } }],
      },
    ]);
  });

  it('reads nesting that would exhaust the stack', () => {
    const text = `${'['.repeat(50_000)}"]"${']'.repeat(50_000)}`;
    const { value, places } = parseJson(text, 'a.json');
    expect(Array.isArray(value)).toBe(true);
    expect(places.value('').endColumn).toBe(100_004);
  });

  it('counts from behind a byte order mark', () => {
    expect(parseJson('\ufeff{"a": 1}', 'a.json').places.value('/a').column).toBe(7);
  });
});
