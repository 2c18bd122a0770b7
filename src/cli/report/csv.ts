/** Lines of RFC 4180, ended with a line feed. */
export function csv(titles: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [titles, ...rows].map((row) => row.map(field).join(',')).join('\n');
}

function field(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
