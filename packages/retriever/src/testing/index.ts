export { describeEmbedder, type EmbedderSuiteOptions } from './embedder-conformance.ts';
export { memoryRetriever } from './memory-retriever.ts';
export { describeRetriever, type ClosableRetriever } from './retriever-conformance.ts';
export { samplePassages } from './sample-passages.ts';
