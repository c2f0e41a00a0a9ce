import { AgentdError } from '@agentd/agent-core';
import { RetrieverError } from '../errors.ts';

const diskFull = /no space left on device|os error 28|quota exceeded|os error 122/i;
const damaged =
  /not found: |no such file|file size is too small|invalid magic|failed to fill whole buffer|corrupt|out of bounds|failed to decode|invalid protobuf|panicked/i;

/**
 * Runs what uses LanceDB and turns its faults into typed ones.
 * @param doing what failed, such as `adding passages`
 * @param signal whose reason is thrown as it is, once it is aborted
 * @throws RetrieverError `retriever/disk-full`, `retriever/corrupt-index` or `retriever/storage-failed`
 */
export async function withLanceErrors<T>(
  path: string,
  doing: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    signal?.throwIfAborted();
    throw lanceError(path, doing, cause);
  }
}

function lanceError(path: string, doing: string, cause: unknown): unknown {
  if (AgentdError.isInstance(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const [line = message] = message.split('\n', 1);
  const reason = line.slice(0, 300);
  if (diskFull.test(message)) {
    return new RetrieverError(
      `There is no space left for the index ${path} (${doing}). All that was committed before is safe: make room and run the same ingestion again, it goes on from there.`,
      { code: 'retriever/disk-full', isRetryable: true, cause },
    );
  }
  if (damaged.test(message)) {
    return new RetrieverError(
      `The index ${path} is damaged: ${doing} found a file missing or unreadable (${reason}). Restore it from a copy or build it anew from its sources.`,
      { code: 'retriever/corrupt-index', cause },
    );
  }
  return new RetrieverError(`The storage of the index ${path} failed in ${doing}: ${reason}`, {
    code: 'retriever/storage-failed',
    cause,
  });
}
