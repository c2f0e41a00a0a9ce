import { memoryRetriever } from './memory-retriever.ts';
import { describeRetriever } from './retriever-conformance.ts';

describeRetriever('in memory', (passages) => memoryRetriever(passages));
