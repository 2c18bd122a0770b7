import type { Diagnostic, Severity } from './diagnostic.js';
import type { Place, SourceFile } from './place.js';
import { showLine } from './source-line.js';

export interface RenderOptions {
  /** Whether to use ANSI colours. Default: false. */
  readonly color?: boolean;
}

type Paint = (style: Style, text: string) => string;
type Style = Severity | 'gutter' | 'bold' | 'help' | 'note';

const styles: Readonly<Record<Style, string>> = {
  error: '1;31',
  warning: '1;33',
  gutter: '1;34',
  bold: '1',
  help: '1;36',
  note: '1;32',
};

/**
 * Draws a finding as a compiler would: what is wrong, where, the line with a caret under it, what to do, and the other
 * places that matter. Values that may be secrets are replaced by `•••`. Ends without a line break.
 */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  sources: readonly SourceFile[],
  options: RenderOptions = {},
): string {
  const paint: Paint = (style, text) => (options.color === true ? `\u001b[${styles[style]}m${text}\u001b[0m` : text);
  const related = diagnostic.related ?? [];
  const widest = Math.max(...[diagnostic, ...related].map(({ place }) => String(place.line).length));
  const pad = ' '.repeat(widest);
  const title = `${paint(diagnostic.severity, `${diagnostic.severity}[${diagnostic.code}]`)}${paint('bold', `: ${visible(diagnostic.message)}`)}`;
  const lines = [title, ...frame(diagnostic.place, sources, pad, paint, diagnostic.severity)];
  if (diagnostic.help !== undefined) {
    lines.push(`${pad} ${paint('gutter', '=')} ${paint('help', 'help:')} ${visible(diagnostic.help)}`);
  }
  for (const other of related) {
    lines.push(
      `${paint('note', 'note:')} ${visible(other.message)}`,
      ...frame(other.place, sources, pad, paint, 'note'),
    );
  }
  return lines.join('\n');
}

/** All findings, each after an empty line but the first. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceFile[],
  options: RenderOptions = {},
): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sources, options)).join('\n\n');
}

function frame(place: Place, sources: readonly SourceFile[], pad: string, paint: Paint, style: Style): string[] {
  const header = `${pad}${paint('gutter', '-->')} ${visible(place.file)}:${place.line}:${place.column}`;
  const source = sources.find((candidate) => candidate.file === place.file);
  const shown = source === undefined ? undefined : showLine(source, place);
  if (shown === undefined) return [header];
  const bar = paint('gutter', '|');
  const number = String(place.line).padStart(pad.length);
  const caret = (style === 'note' ? '-' : '^').repeat(shown.marked);
  return [
    header,
    `${pad} ${bar}`,
    `${paint('gutter', number)} ${bar} ${shown.text}`,
    `${pad} ${bar} ${' '.repeat(shown.before)}${paint(style, caret)}`,
  ];
}

/** A message quotes what stands in the file, which must not speak to the terminal. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => (character === '\n' ? ' ' : '·'));
}
