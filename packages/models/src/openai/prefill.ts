import { ModelError } from '@agentd/agent-core';

/** A prefill this short may well occur again by itself, so it is not taken for an echo. */
const SHORTEST_ECHO = 4;

/**
 * The part of an answer that comes after the prefill; undefined when the answer had to begin with it and does not.
 * @param continued whether the server went on from the prefill; some of those repeat it, which is removed
 */
export function afterPrefill(text: string, prefill: string, continued: boolean): string | undefined {
  if (prefill === '') return text;
  if (!continued) {
    const start = text.trimStart();
    return start.startsWith(prefill) ? start.slice(prefill.length) : undefined;
  }
  return prefill.length >= SHORTEST_ECHO && text.startsWith(prefill) ? text.slice(prefill.length) : text;
}

/** Whether text that is still growing could yet begin with the prefill, so that it can't be shown. */
export function mayBePrefill(text: string, prefill: string): boolean {
  const start = text.trimStart();
  return start.length < prefill.length && prefill.startsWith(start);
}

/** The error for an answer that does not begin as it was asked to. */
export function prefillIgnored(prefill: string, isRetryable: boolean): ModelError {
  return new ModelError(
    `The server can't continue a given beginning, and the model did not follow the instruction to begin with ` +
      `${JSON.stringify(prefill.slice(0, 80))}. Use a server with prefill (vLLM, SGLang, llama.cpp, DeepSeek), ` +
      'say which it is with the option server, or leave the prefill out.',
    { code: 'model/prefill-ignored', isRetryable },
  );
}
