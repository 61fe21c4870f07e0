/** A command line that starmesh refuses. The message has the value, what is allowed and, where one is close, what was meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
