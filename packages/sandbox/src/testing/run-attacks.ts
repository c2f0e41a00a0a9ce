import type { Executor } from '@agentd/agent-core';
import type { Attack } from './attack.ts';
import { attacks } from './attacks.ts';
import { Trial, type Verdict } from './trial.ts';

/** What {@link runAttacks} takes; everything may be left out. */
export interface RunAttacksOptions {
  /** Which attacks to run; default: all in the executor's language. */
  attacks?: readonly Attack[];
  signal?: AbortSignal;
  /** Hears each verdict as it is reached. */
  onAttack?: (verdict: Verdict) => void;
}

/**
 * Runs every attack against the executor, one after another, and says what became of each. It needs no test runner. It
 * puts files into the folder for temporary files and the home directory, opens sockets on 127.0.0.1, sets a variable in
 * this process's environment and starts a process beside it; all is gone at the end.
 * @throws the signal's reason when aborted; ExecutorError when the executor opens no session
 */
export async function runAttacks(executor: Executor, options: RunAttacksOptions = {}): Promise<Verdict[]> {
  const chosen = options.attacks ?? attacks.filter(({ language }) => language === executor.language);
  options.signal?.throwIfAborted();
  const trial = await Trial.open(executor);
  const verdicts: Verdict[] = [];
  try {
    for (const attack of chosen) {
      options.signal?.throwIfAborted();
      const verdict = await trial.judge(attack, options.signal);
      verdicts.push(verdict);
      options.onAttack?.(verdict);
    }
  } finally {
    await trial.close();
  }
  return verdicts;
}
