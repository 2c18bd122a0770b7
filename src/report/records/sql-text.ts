/** A text in SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name in SQL. */
export function named(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
