import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { wholeFile } from '../diagnostics/place.js';
import { jsonPlaces } from './json-places.js';
import { type ParsedYaml, withoutByteOrderMark } from './parse-yaml.js';
import { createPlacer, createPlaces } from './places.js';
import { quoteKey } from './quote.js';

/** Reads JSON text as parseYaml reads YAML, and far larger files. Refuses repeated keys. Never throws. */
export function parseJson(source: string, file: string): ParsedYaml {
  const text = withoutByteOrderMark(source);
  try {
    const value: unknown = JSON.parse(text);
    const { root, repeated } = jsonPlaces(text);
    return { value, places: createPlaces(file, text, root), diagnostics: repeated.map(refusal(file, text)) };
  } catch (error) {
    const diagnostics = [syntaxError(file, text, String((error as Error).message))];
    return { value: undefined, places: createPlaces(file, text, { start: 0, end: 0 }), diagnostics };
  }
}

function refusal(file: string, text: string) {
  const place = createPlacer(file, text);
  return ({ pointer, first, second }: ReturnType<typeof jsonPlaces>['repeated'][number]): Diagnostic => ({
    code: 'yaml-duplicate-key',
    severity: 'error',
    message: `the key ${quoteKey(JSON.parse(text.slice(second.start, second.end)) as string)} stands twice here`,
    help: 'keep one of the two',
    place: place(pointer, second.start, second.end),
    related: [{ message: 'it stands here first', place: place(pointer, first.start, first.end) }],
  });
}

/** The engine tells most often where it stopped, and never shows more of the text than a few characters. */
function syntaxError(file: string, text: string, message: string): Diagnostic {
  if (text.trim() === '')
    return { code: 'file-empty', severity: 'error', message: 'the file is empty', place: wholeFile(file) };
  const found = /at position (\d+)/.exec(message)?.[1];
  const end = text.trimEnd().length;
  const at =
    found === undefined ? (/end of JSON/.test(message) ? Math.max(0, end - 1) : 0) : Math.min(Number(found), end);
  return {
    code: 'json-syntax',
    severity: 'error',
    message: 'this is not JSON',
    help: 'check the commas, quotes and brackets before this',
    place: createPlacer(file, text)('', at, at + 1),
  };
}
