import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** Whether a short run was asked for: fewer rounds, fewer sizes, the same figures. */
export const quick = process.argv.includes('--quick');

export const resultsFolder = join(import.meta.dirname, '..', 'results');

/** When, on what Node and what machine. */
export function shape() {
  const date = new Date().toISOString().slice(0, 10);
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${date}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory} GiB`;
}

/** A Markdown table; the first column is aligned left, the others right. */
export function table(header, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/**
 * Prints a measurement and writes it to bench/results/NAME.md, and what it was to show to bench/results/NAME.json.
 * An aim is `{ what, aim, figure, met }`: three texts, and whether the figure reaches the aim.
 */
export function writePage(name, { title, text, aims = [] }) {
  const page = `# ${title}\n\n${shape()}. \`npm run bench -- ${name}\` measures anew.\n\n${text.trim()}\n`;
  console.log(page);
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(join(resultsFolder, `${name}.md`), page);
  writeFileSync(
    join(resultsFolder, `${name}.json`),
    `${JSON.stringify({ title, shape: shape(), quick, aims }, null, 2)}\n`,
  );
}
