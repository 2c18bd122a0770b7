/** A section with its heading; nothing without a paragraph. */
export function section(title: string, paragraphs: readonly string[]): string {
  return paragraphs.length === 0 ? '' : [`## ${title}`, ...paragraphs].join('\n\n');
}

/** A table; columns without a value in any row are left out. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = columns.flatMap((_column, index) => (rows.some((row) => row[index] !== '') ? [index] : []));
  const line = (cells: readonly string[]): string =>
    `| ${shown.map((index) => (cells[index] ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text in which nothing is markup; an underscore inside a word is none. */
export function text(words: string): string {
  return words.replace(/[\\`*[\]<>&~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');
}

/** A name as it is written in the policy. */
export function code(name: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...[...name.matchAll(/`+/g)].map(([run]) => run.length)));
  return fence.length === 1 ? `\`${name}\`` : `${fence} ${name} ${fence}`;
}
