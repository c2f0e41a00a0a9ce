import type { Retriever, Tool } from '@agentd/agent-core';
import type { Closeable } from '../agent-handle.ts';
import type { CreateAgentOptions } from '../create-agent-options.ts';
import type { SearchSettings } from '../model-folder-settings.ts';

/** The tools of an agent, with the search of its corpus. */
export interface CorpusTools {
  tools: Tool[];
  /** What was opened here, and so has to be closed with the agent. */
  own: Closeable[];
}

/**
 * Adds `web_search` over the corpus to the tools; without a corpus they stay as they are.
 * @param search what the model was taught to see, where nothing else is asked for
 */
export async function withCorpus(options: CreateAgentOptions, search: SearchSettings): Promise<CorpusTools> {
  const { tools = [], corpus, passages = search.passages, sag, onProgress, signal } = options;
  const { maxPassageCharacters } = search;
  if (corpus === undefined) return { tools: [...tools], own: [] };
  // Loaded only here: most agents have no corpus.
  const { openCorpus, webSearch } = await import('../retriever.ts');
  const searchOf = (retriever: Retriever): Tool =>
    webSearch(retriever, {
      ...(passages === undefined ? {} : { k: passages }),
      ...(maxPassageCharacters === undefined ? {} : { maxPassageCharacters }),
      ...(sag?.preset === 'paper' ? { form: 'paper' } : { form: 'recommended', over: 'a collection of documents' }),
    });
  if (typeof corpus !== 'string') return { tools: [...tools, searchOf(corpus)], own: [] };
  const opened = await openCorpus(corpus, { onProgress, signal });
  return { tools: [...tools, searchOf(opened)], own: [opened] };
}
