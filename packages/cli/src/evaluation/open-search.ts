import type { RunFile } from './config/schema.ts';
import type { MethodParts } from './method-parts.ts';

/** Opens the corpus, where there is one, for as long as the work takes. */
export async function withSearch<T>(
  { corpus, preset }: RunFile,
  isNeeded: boolean,
  signal: AbortSignal,
  work: (search: MethodParts['search']) => Promise<T>,
): Promise<T> {
  if (corpus === undefined || !isNeeded) return work(undefined);
  const { path, mode, embedder = {} } = corpus;
  const { local, dtype, url, model, apiKey } = embedder;
  const embedderFlags = { embedLocal: local, embedDtype: dtype, embedUrl: url, embedModel: model, embedKey: apiKey };
  // Loaded only here: many runs search nothing.
  const [{ withCorpus }, { searchTool }] = await Promise.all([
    import('../retrieval/with-corpus.ts'),
    import('../retrieval/search-tool.ts'),
  ]);
  return withCorpus(path, { ...embedderFlags, mode, signal }, (opened) =>
    work({
      corpus: opened,
      webSearch: (method, passages) => {
        const own = method.kind === 'agent-sag' ? method.preset : undefined;
        return searchTool(opened, own ?? preset[0] ?? 'recommended', passages);
      },
    }),
  );
}
