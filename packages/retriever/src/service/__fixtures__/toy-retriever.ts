import { setTimeout as sleep } from 'node:timers/promises';
import type { Passage, Retriever } from '@agentd/agent-core';
import { memoryRetriever } from '../../testing/memory-retriever.ts';

/** What {@link toyRetriever} holds. */
export const corpus: readonly Omit<Passage, 'score'>[] = [
  { id: 'aare', title: 'Aare', text: 'The Aare is a river in Switzerland.' },
  { id: 'bern', title: 'Bern', text: 'Bern is a city\non the Aare.' },
  { id: 'rhine', title: 'Rhine "the great"', text: 'The Rhine is a river.' },
];

/** What a {@link toyRetriever} saw. */
export interface ToyLog {
  running: number;
  most: number;
  aborted: number;
}

/** A retriever that searches {@link corpus} by words, after `delayMs`. */
export function toyRetriever(delayMs = 0): Retriever & { log: ToyLog } {
  const log: ToyLog = { running: 0, most: 0, aborted: 0 };
  const inner = memoryRetriever(corpus, 'toy');
  return {
    id: inner.id,
    log,
    async search(query, options) {
      log.most = Math.max(log.most, ++log.running);
      try {
        if (delayMs > 0) await sleep(delayMs, undefined, { signal: options?.signal });
      } catch (error) {
        log.aborted++;
        throw error;
      } finally {
        log.running--;
      }
      return inner.search(query, options);
    },
  };
}
