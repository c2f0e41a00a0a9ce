import { openCorpus, type Corpus, type IngestSummary, type SearchMode } from '@agentd/sag/retriever';
import type { EmbedderFlags } from '../commands/embedder-options.ts';
import { ProgressLine } from '../progress-line.ts';
import { duration, number, plural } from '../render/words.ts';
import { openEmbedder } from './open-embedder.ts';

/** How {@link withCorpus} opens the corpus. */
export interface CorpusFlags extends EmbedderFlags {
  mode?: SearchMode | undefined;
  signal: AbortSignal;
}

/** Works with a corpus and closes it; while its documents are indexed, standard error shows how far it is. */
export async function withCorpus<T>(
  path: string,
  flags: CorpusFlags,
  work: (corpus: Corpus) => Promise<T>,
): Promise<T> {
  const { mode, signal } = flags;
  const line = new ProgressLine();
  const token = /^https?:/i.test(path) ? process.env['AGENTD_RETRIEVER_TOKEN'] || undefined : undefined;
  const onIndexed = (summary: IngestSummary): void => line.note(`agentd: ${indexedText(path, summary)}`);
  const embedder = await openEmbedder(flags, signal);
  try {
    const onProgress = (stage: string): void => line.show(stage);
    const corpus = await openCorpus(path, { embedder, mode, token, signal, onIndexed, onProgress });
    try {
      line.end();
      return await work(corpus);
    } finally {
      await corpus.close();
    }
  } finally {
    await embedder?.close?.();
  }
}

function indexedText(path: string, { stored, seconds, badRows }: IngestSummary): string {
  const done = `${number(stored)} passages of ${path} indexed in ${duration(seconds)}.`;
  if (badRows.total === 0) return done;
  return `${done} ${plural(badRows.total, 'row')} left out; to see which, run: agentd index build ${path} --dry-run`;
}
