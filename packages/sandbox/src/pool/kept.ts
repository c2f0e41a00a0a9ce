import { ExecutorError, type Session } from '@agentd/agent-core';
import type { ResolvedPoolOptions } from './options.ts';
import type { Waiter } from './waiter.ts';

/** Sessions lost in a row, each on its way to one caller, after which that caller is told. */
const lossLimit = 3;

/** A session as the pool keeps it. */
export interface Kept {
  session: Session;
  /** Times that it was handed out. */
  uses: number;
}

/**
 * Gives a spare the tools of its new user. `unfit`: it cannot have them; `refused`: they are not valid, which the user
 * is told; `lost`: it died while it was idle.
 */
export async function prepareFor({ session }: Kept, waiter: Waiter): Promise<'ready' | 'unfit' | 'refused' | 'lost'> {
  const { tools } = waiter;
  try {
    // Forking nothing changes nothing, and fails where the interpreter is gone.
    if (tools === undefined) await session.fork([]);
    else if (session.reset === undefined) return 'unfit';
    else await session.reset({ tools });
    return 'ready';
  } catch (error) {
    const isLost = ['session-lost', 'session-closed'].some((code) =>
      ExecutorError.isInstance(error, `executor/${code}`),
    );
    if (!isLost || ++waiter.losses >= lossLimit) waiter.reject(error);
    return isLost ? 'lost' : 'refused';
  }
}

/** Puts a session that was given back as it was at first; false when it is not to be used again. */
export async function resetForMore(
  { session, uses }: Kept,
  { maxUses = Infinity, recycleAboveMb }: ResolvedPoolOptions,
): Promise<boolean> {
  if (session.reset === undefined || uses >= maxUses) return false;
  try {
    const { memoryBytes } = await session.reset();
    return memoryBytes <= recycleAboveMb * 2 ** 20;
  } catch {
    // Lost, or in a state that nobody knows: another one takes its place.
    return false;
  }
}
