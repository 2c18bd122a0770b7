/** A value as flow-style YAML, which may stand in a block as well as in a flow: `[a, b]`, `{ slot: fast }`, `"a: b"`. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, entry]) => `${scalarText(key)}: ${flowText(entry)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return scalarText(value);
}

/** A scalar; a text in the quotes that stood there before, where it had any. */
export function scalarText(value: unknown, before = ''): string {
  if (typeof value !== 'string') return typeof value === 'number' ? numberText(value) : String(value);
  if (before.startsWith("'") && printable.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (before.startsWith('"')) return JSON.stringify(value);
  return plain.test(value) && !surprising.test(value) ? value : JSON.stringify(value);
}

/** Texts that are themselves without quotes, in a flow too. */
const plain = /^[A-Za-z_](?:[\w./@+-]*\w)?$/;
/** Texts that some YAML reader takes for something else. */
const surprising = /^(?:true|false|null|yes|no|on|off|y|n|inf|nan)$/i;
/** What single quotes can hold in one line. */
const printable = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;

/** Without the dust of binary fractions: 0.3, not 0.30000000000000004. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(12)));
}
