import type { Retriever, Tool } from '@agentd/sag';
import type { SearchSettings } from '@agentd/sag/node';
import { webSearch } from '@agentd/sag/retriever';

/** `web_search` over a corpus, described and shown as createAgent does it. */
export function searchTool(
  corpus: Retriever,
  preset: 'paper' | 'recommended',
  { passages, maxPassageCharacters }: SearchSettings,
): Tool {
  return webSearch(corpus, {
    ...(passages !== undefined && { k: passages }),
    ...(maxPassageCharacters !== undefined && { maxPassageCharacters }),
    ...(preset === 'paper' ? { form: 'paper' } : { form: 'recommended', over: 'a collection of documents' }),
  });
}
