import { InvalidInputError } from '@agentd/agent-core';

/** Time limits of one snippet. */
export interface SnippetLimits {
  /** Wall-clock milliseconds for the code itself. */
  timeoutMs: number;
  /** Milliseconds for all tools that it waits for together. */
  toolTimeoutMs: number;
}

/** @throws InvalidInputError code `executor/bad-options` when the limit of one run is no positive whole number */
export function resolveTimeout(given: number | undefined, fallback: number): number {
  if (given === undefined) return fallback;
  if (Number.isInteger(given) && given >= 1 && given <= 3_600_000) return given;
  throw new InvalidInputError(`timeoutMs is ${String(given)}; it must be a whole number from 1 to 3600000.`, {
    code: 'executor/bad-options',
  });
}
