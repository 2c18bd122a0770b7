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
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #1f2430; background: #f6f7f9; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 0 0 .6rem; }
.subtitle { color: #5b6475; margin: .2rem 0 0; }
section { background: #fff; border: 1px solid #e2e5ea; border-radius: 8px; padding: 1rem 1.2rem; margin-top: 1rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid #eceef2; white-space: nowrap; }
th { color: #5b6475; font-weight: 600; } th:first-child, td:first-child { text-align: left; }
.verdict { font-size: 1.05rem; } .error { border-left: 4px solid #c0392b; } .warning { border-left: 4px solid #d68910; }
.note { color: #5b6475; } svg { max-width: 100%; height: auto; }
`;

/** Text that may stand anywhere in a page. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The first column is aligned to the left, the others to the right. */
export function htmlTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>\n<thead>${line('th', titles)}</thead>\n<tbody>\n${rows.map((row) => line('td', row)).join('\n')}\n</tbody>\n</table>`;
}
