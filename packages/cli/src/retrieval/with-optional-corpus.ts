import type { Corpus } from '@agentd/sag/retriever';
import type { EmbedderFlags } from '../commands/embedder-options.ts';

/** Works with the corpus that `--corpus` names, or without one. The retriever is loaded only where there is one. */
export async function withOptionalCorpus<T>(
  flags: EmbedderFlags & { corpus?: string | undefined },
  signal: AbortSignal,
  work: (corpus?: Corpus) => Promise<T>,
): Promise<T> {
  if (flags.corpus === undefined) return work();
  const { withCorpus } = await import('./with-corpus.ts');
  return withCorpus(flags.corpus, { ...flags, signal }, work);
}
