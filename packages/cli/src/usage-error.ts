/** A command line that makes no sense; the message says which part and what to write. */
export class UsageError extends Error {
  override name = 'UsageError';
}
