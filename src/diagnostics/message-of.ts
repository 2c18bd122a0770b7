/** What was thrown, in words. Whatever it is, this does not throw. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return `a thrown ${typeof thrown} that cannot be shown`;
  }
}
