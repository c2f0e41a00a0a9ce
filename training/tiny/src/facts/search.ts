import { createIndex, fileSource, openIndex, webSearch, type PassageIndex } from '@agentd/retriever';
import { factsCorpusPath } from '@agentd/corpus-facts';
import type { Tool } from '@agentd/agent-core';
import { readFacts } from './corpus.ts';

/** How the tiny agent's `web_search` shows passages: what it was trained on and what it needs at inference. */
export const SEARCH_OPTIONS = { k: 2, maxPassageCharacters: 320 } as const;

/** The bundled corpus as an index for BM25; made at the first call. Several processes may read it. */
export async function factsIndex(path: string): Promise<PassageIndex> {
  const { size } = (await readFacts()).passages;
  const found = await openIndex({ path }).catch(() => undefined);
  if (found !== undefined) {
    if ((await found.info()).passages === size) return found;
    await found.close();
  }
  const index = await createIndex({ path, ifExists: 'open' });
  await index.ingest(await fileSource(factsCorpusPath));
  await index.close();
  return openIndex({ path });
}

/** The tool as the tiny agent knows it. */
export const factsSearch = (index: PassageIndex): Tool => webSearch(index, SEARCH_OPTIONS);
