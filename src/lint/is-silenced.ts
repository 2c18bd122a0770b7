import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { SourceFile } from '../diagnostics/place.js';

/** Whether the diagnostic's line, or a comment line right above it, says `# lint-ignore CODE: reason`. A reason is required. */
export function isSilenced(diagnostic: Diagnostic, files: readonly SourceFile[]): boolean {
  const lines = files.find(({ file }) => file === diagnostic.place.file)?.text.split(/\r?\n/) ?? [];
  const own = diagnostic.place.line - 1;
  if (silences(lines[own], diagnostic.code)) return true;
  for (let above = own - 1; lines[above]?.trimStart().startsWith('#'); above -= 1) {
    if (silences(lines[above], diagnostic.code)) return true;
  }
  return false;
}

function silences(line: string | undefined, code: string): boolean {
  const match = line?.match(/(?:^|\s)#\s*lint-ignore\s+([\w-]+):\s*\S/);
  return match?.[1] === code;
}
