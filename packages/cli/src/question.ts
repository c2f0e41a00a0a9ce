import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { UsageError } from './usage-error.ts';

/**
 * The question as given, or all of standard input for `-`.
 * @param kind what it is, for the error
 * @throws UsageError when there is none
 */
export async function questionFrom(argument: string, signal: AbortSignal, kind = 'question'): Promise<string> {
  const question = (argument === '-' ? await readStandardInput(signal) : argument).trim();
  if (question !== '') return question;
  throw new UsageError(argument === '-' ? `Standard input holds no ${kind}.` : `The ${kind} is empty.`);
}

async function readStandardInput(signal: AbortSignal): Promise<string> {
  try {
    return await text(addAbortSignal(signal, process.stdin));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
