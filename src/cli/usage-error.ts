/** The command cannot run as it was asked to: the message says what to do instead. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
