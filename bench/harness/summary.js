import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFolder, table } from './page.js';

const root = join(import.meta.dirname, '..', '..');
const marks = ['<!-- benchmarks -->', '<!-- /benchmarks -->'];

/** Puts what was measured last of each on one page, the aims first; gives the aims. */
export function writeSummary(names) {
  const aims = aimsTable(names);
  writeFileSync(join(resultsFolder, 'all.md'), pageOf(names, aims));
  return aims;
}

/** Writes docs/benchmarks.md, and the aims between the README's marks where it has them. */
export function publish(names) {
  const aims = aimsTable(names);
  writeFileSync(join(root, 'docs', 'benchmarks.md'), pageOf(names, aims));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [start, end] = marks.map((mark) => readme.indexOf(mark));
  if (start === -1 || end < start) return;
  const filled = `${readme.slice(0, start + marks[0].length)}\n${aims}\n${readme.slice(end)}`;
  writeFileSync(join(root, 'README.md'), filled);
}

function pageOf(names, aims) {
  const pages = names
    .map((name) => join(resultsFolder, `${name}.md`))
    .filter((file) => existsSync(file))
    .map((file) =>
      readFileSync(file, 'utf8')
        .trim()
        .replaceAll(/^(#+) /gm, '#$1 '),
    );
  return `# Benchmarks\n\n\`npm run bench\` measures everything beside its peers, in turns within one run, and writes this page.\n\n${aims}\n\n${pages.join('\n\n')}\n`;
}

/** Measured on different days or in different forms, figures stand under a line of their own. */
function aimsTable(names) {
  const rows = new Map();
  for (const name of names) {
    const file = join(resultsFolder, `${name}.json`);
    if (!existsSync(file)) continue;
    const { shape, quick, aims } = JSON.parse(readFileSync(file, 'utf8'));
    const where = `${shape}${quick ? '; quick run' : ''}`;
    const lines = aims.map(({ what, aim, figure, met }) => [what, figure, aim, met ? 'yes' : '**no**']);
    rows.set(where, [...(rows.get(where) ?? []), ...lines]);
  }
  return [...rows]
    .filter(([, lines]) => lines.length > 0)
    .map(([where, lines]) => `${table(['what', 'measured', 'aim', 'met'], lines)}\n\n${where}.`)
    .join('\n\n');
}
