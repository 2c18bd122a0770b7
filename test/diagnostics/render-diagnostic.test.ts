import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { renderDiagnostic } from '../../src/diagnostics/render-diagnostic.js';

function finding(text: string, marked: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const offset = text.indexOf(marked);
  const lines = text.slice(0, offset).split('\n');
  const [line, column] = [lines.length, (lines.at(-1) ?? '').length + 1];
  const place = { file: 'a.yaml', pointer: '', line, column, endLine: line, endColumn: column + marked.length };
  return { code: 'unknown-name', severity: 'error', message: 'there is no fact "x"', place, ...more };
}

function render(text: string, marked: string, more: Partial<Diagnostic> = {}): string {
  return renderDiagnostic(finding(text, marked, more), [{ file: 'a.yaml', text }]);
}

/** The source line and the line of carets under it. */
function frame(text: string, marked: string): string {
  return render(text, marked).split('\n').slice(3, 5).join('\n');
}

describe('renderDiagnostic', () => {
  it('draws the message, the place, the line with a caret, and the help', () => {
    expect(render('a: 1\nwhen: { x: 1 }\n', 'x', { help: 'did you mean `y`?' })).toBe(
      [
        'error[unknown-name]: there is no fact "x"',
        ' --> a.yaml:2:9',
        '  |',
        '2 | when: { x: 1 }',
        '  |         ^',
        '  = help: did you mean `y`?',
      ].join('\n'),
    );
  });

  it('draws related places, with one gutter for all', () => {
    const text = `${'\n'.repeat(9)}a: 1\nb: 2\n`;
    const other = finding(text, 'a: 1').place;
    const drawn = render(text, 'b: 2', { related: [{ message: 'first here', place: other }] });
    expect(drawn.split('\n').slice(1)).toEqual([
      '  --> a.yaml:11:1',
      '   |',
      '11 | b: 2',
      '   | ^^^^',
      'note: first here',
      '  --> a.yaml:10:1',
      '   |',
      '10 | a: 1',
      '   | ----',
    ]);
  });

  it('draws only the place when the file is not at hand', () => {
    expect(renderDiagnostic(finding('a', 'a'), []).split('\n')).toHaveLength(2);
  });

  it('keeps the caret under its word after tabs and wide characters', () => {
    expect(frame('\ta: x', 'x')).toBe('1 |   a: x\n  |      ^');
    expect(frame('東京: x', 'x')).toBe('1 | 東京: x\n  |       ^');
    expect(frame('é😀: x', 'x')).toBe('1 | é😀: x\n  |      ^');
    expect(frame('e\u0301: x', 'x')).toBe('1 | e\u0301: x\n  |    ^');
  });

  it('marks wide characters over their whole width', () => {
    expect(frame('a: 東京', '東京')).toBe('1 | a: 東京\n  |    ^^^^');
  });

  it('marks the end of a line of which nothing is left', () => {
    expect(frame('a:', '')).toBe('1 | a:\n  | ^');
  });

  it('shows no character that speaks to the terminal or reorders text', () => {
    const drawn = render('a: \u001b[31m\u202e x\u0007', 'x', { message: 'bad \u001b]0;title\u0007' });
    expect(['\u001b', '\u202e', '\u0007'].filter((character) => drawn.includes(character))).toEqual([]);
  });

  it('cuts a long line around the mark', () => {
    const text = `${'a'.repeat(5000)}MARK${'b'.repeat(500_000)}`;
    const [line = '', caret = ''] = frame(text, 'MARK').split('\n');
    expect(line.length).toBeLessThan(200);
    expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('MARK');
  });

  it('ends the mark of several lines with the first', () => {
    const diagnostic = finding('a: [1,\n 2]', '[1,');
    const place = { ...diagnostic.place, endLine: 2, endColumn: 4 };
    const drawn = renderDiagnostic({ ...diagnostic, place }, [{ file: 'a.yaml', text: 'a: [1,\n 2]' }]);
    expect(drawn.split('\n').at(-1)).toBe('  |    ^^^');
  });

  it('uses colours only when asked', () => {
    const diagnostic = finding('a: 1', '1');
    const sources = [{ file: 'a.yaml', text: 'a: 1' }];
    expect(renderDiagnostic(diagnostic, sources)).not.toContain('\u001b');
    expect(renderDiagnostic(diagnostic, sources, { color: true })).toContain('\u001b[1;31merror[unknown-name]');
  });
});
