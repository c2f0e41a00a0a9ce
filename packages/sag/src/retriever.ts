export * from '@agentd/retriever';
export { openCorpus, type Corpus, type OpenCorpusOptions } from './corpus/open-corpus.ts';
