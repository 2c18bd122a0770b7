/** A page that needs nothing else: no script, no font, no image from elsewhere. */
export interface HtmlPage {
  readonly title: string;
  /** One line under the title. */
  readonly subtitle?: string;
  /** HTML: see escapeHtml and htmlTable. */
  readonly sections: readonly string[];
}

export function htmlPage({ title, subtitle, sections }: HtmlPage): string {
  const under = subtitle === undefined ? '' : `<p class="subtitle">${escapeHtml(subtitle)}</p>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${under}${sections.map((section) => `<section>\n${section}\n</section>`).join('\n')}
</main>
</body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; --ink: #1f2430; --faint: #5b6475; --ground: #f6f7f9; --sheet: #fff; --line: #e2e5ea; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ef; --faint: #a3adbd; --ground: #14171d; --sheet: #1d2129; --line: #343b47; }
}
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 0 0 .6rem; }
.subtitle { color: var(--faint); margin: .2rem 0 0; }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.2rem; margin-top: 1rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--faint); font-weight: 600; } tfoot td { font-weight: 600; border-bottom: 0; } th:first-child, td:first-child { text-align: left; }
.verdict { font-size: 1.05rem; } .error { border-left: 4px solid #c0392b; } .warning { border-left: 4px solid #d68910; }
.totals { display: flex; flex-wrap: wrap; gap: .6rem 2.4rem; margin: 0; }
.totals dt { color: var(--faint); font-size: .9rem; } .totals dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
figure { margin: 0; } .note { color: var(--faint); margin: .6rem 0 0; } svg { max-width: 100%; height: auto; }
figure svg { width: 100%; }
svg text { fill: var(--ink); stroke: none; } svg [stroke="#1f2430"] { stroke: var(--ink); } svg [stroke="#E0E6F1"], svg [stroke="#dbdee4"] { stroke: var(--line); }
@media print {
  :root { --ink: #000; --faint: #444; --ground: #fff; --sheet: #fff; --line: #bbb; }
  main { max-width: none; padding: 0; } section { break-inside: avoid; border: 0; padding: .5rem 0; overflow: visible; }
  table { font-size: 7.5pt; } th, td { padding: .15rem .3rem; } svg [fill] { print-color-adjust: exact; }
}
`;

/** Text that may stand anywhere in a page. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The first column is aligned to the left, the others to the right. `sum`: a row under the others, of all of them. */
export function htmlTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  sum?: readonly string[],
): string {
  const line = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag.slice(0, 2)}>`).join('')}</tr>`;
  const foot = sum === undefined ? '' : `\n<tfoot>${line('td', sum)}</tfoot>`;
  return `<table>\n<thead>${line('th scope="col"', titles)}</thead>\n<tbody>\n${rows.map((row) => line('td', row)).join('\n')}\n</tbody>${foot}\n</table>`;
}
