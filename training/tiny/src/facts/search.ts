import { createIndex, fileSource, webSearch, type PassageIndex } from '@agentd/retriever';
import { factsCorpusPath } from '@agentd/corpus-facts';
import type { Tool } from '@agentd/agent-core';

/** How the tiny agent's `web_search` shows passages: what it was trained on and what it needs at inference. */
const SEARCH_OPTIONS = { k: 2, maxPassageCharacters: 320 } as const;

/** The bundled corpus as an index for BM25; made at the first call. */
export async function factsIndex(path: string): Promise<PassageIndex> {
  const index = await createIndex({ path, ifExists: 'open' });
  await index.ingest(await fileSource(factsCorpusPath));
  return index;
}

/** The tool as the tiny agent knows it. */
export const factsSearch = (index: PassageIndex): Tool => webSearch(index, SEARCH_OPTIONS);
