import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { SourceFile } from '../diagnostics/place.js';

/** The files that findings point into, as they are on disk. One that cannot be read is left out. */
export function readSources(diagnostics: readonly Diagnostic[], cwd: string): readonly SourceFile[] {
  const places = diagnostics.flatMap(({ place, related = [] }) => [place, ...related.map((other) => other.place)]);
  return [...new Set(places.map(({ file }) => file))].flatMap((file) => {
    const path = resolve(cwd, file);
    try {
      // A named pipe would be read forever.
      return statSync(path).isFile() ? [{ file, text: readFileSync(path, 'utf8') }] : [];
    } catch {
      return [];
    }
  });
}
