import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { SourceFile } from '../diagnostics/place.js';

/** Whether the diagnostic's line, or a comment line right above it, says `# lint-ignore CODE: reason`. A reason is required. */
export function isSilenced(diagnostic: Diagnostic, files: readonly SourceFile[]): boolean {
  const source = files.find(({ file }) => file === diagnostic.place.file);
  const lines = source === undefined ? [] : linesOf(source);
  const own = diagnostic.place.line - 1;
  if (silences(lines[own], diagnostic.code)) return true;
  for (let above = own - 1; lines[above]?.trimStart().startsWith('#'); above -= 1) {
    if (silences(lines[above], diagnostic.code)) return true;
  }
  return false;
}

/** A file is taken apart once, whatever number of findings it has. */
const knownLines = new WeakMap<SourceFile, readonly string[]>();

function linesOf(source: SourceFile): readonly string[] {
  const known = knownLines.get(source);
  if (known !== undefined) return known;
  const lines = source.text.split(/\r?\n/);
  knownLines.set(source, lines);
  return lines;
}

function silences(line: string | undefined, code: string): boolean {
  const match = line?.match(/(?:^|\s)#\s*lint-ignore\s+([\w-]+):\s*\S/);
  return match?.[1] === code;
}
