import { createHash } from 'node:crypto';

export interface VersionedFile {
  /** Relative to the policy's folder; empty for the policy's own file, so that its name does not matter. */
  readonly name: string;
  readonly text: string;
}

/** First 12 hex digits of a SHA-256 over names and contents: equal exactly when all files are. */
export function policyVersion(files: readonly VersionedFile[]): string {
  const hash = createHash('sha256');
  for (const { name, text } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${JSON.stringify([name, text])}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}
