/** Plain data as YAML on one line, in brackets: `{ rule: by-task.draft, tiers: [quick, budget] }`. */
export function writeFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeFlow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    if (entries.length === 0) return '{}';
    return `{ ${entries.map(([key, inner]) => `${writeText(key)}: ${writeFlow(inner)}`).join(', ')} }`;
  }
  return typeof value === 'string' ? writeText(value) : String(value);
}

/** A text in the quotes that it stood in before: `quote` is their character, anything else for none. */
export function writeTextAs(text: string, quote: string): string {
  if (quote === "'" && printable.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return quote === '"' ? JSON.stringify(text) : writeText(text);
}

/** What single quotes can hold on one line. */
const printable = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;

/** Plain where every YAML reader sees a text, else as JSON, which YAML reads too. */
function writeText(text: string): string {
  const isPlain = /^[A-Za-z_][\w./-]*(?: [\w./-]+)*$/.test(text) && !words.has(text.toLowerCase());
  return isPlain ? text : JSON.stringify(text);
}

/** What YAML 1.1 or 1.2 reads as a boolean or as nothing. */
const words = new Set(['true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', 'null']);
