/** A part of a body as the JSON that is sent; '' for undefined. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
