import { fileURLToPath } from 'node:url';

/**
 * The corpus, as gzipped JSON Lines of `{id, title, text}`: give it to `fileSource` of `@agentd/retriever`. Ids begin
 * with where a passage is from: `wordnet/` or `elements/`.
 */
export const factsCorpusPath: string = fileURLToPath(new URL('../corpus.jsonl.gz', import.meta.url));
