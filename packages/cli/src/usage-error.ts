/** The command line cannot be understood: the message quotes what was given and says what is allowed. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
