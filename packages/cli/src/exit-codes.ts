/** What the process ends with. */
export const exitCodes = {
  /** The question was answered. */
  ok: 0,
  /** No answer, or a fault. */
  failed: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** Ended by Ctrl-C (128 + the number of SIGINT). */
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
