import { exitCodes } from './exit-codes.ts';

/**
 * Runs work that Ctrl-C (or SIGTERM) can end. The first one aborts the signal, so that what was done can be kept; the
 * second ends the process at once.
 */
export async function untilInterrupted<Code extends number>(
  work: (signal: AbortSignal) => Promise<Code>,
): Promise<Code | typeof exitCodes.interrupted> {
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(exitCodes.interrupted);
    process.stderr.write('\nStopping. Press Ctrl-C again to quit at once.\n');
    abort.abort(new Error('Interrupted.'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(abort.signal);
  } catch (error) {
    if (abort.signal.aborted && error === abort.signal.reason) return exitCodes.interrupted;
    throw error;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
