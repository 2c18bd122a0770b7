/** What the command's exit says. */
export const exitCode = {
  /** All is well. */
  good: 0,
  /** Findings or failures. */
  failed: 1,
  /** Could not run: bad usage, an invalid policy or fixture, nothing to do. */
  unable: 2,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
