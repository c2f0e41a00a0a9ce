import { describeRetriever } from '../testing/retriever-conformance.ts';
import { memoryRetriever } from '../testing/memory-retriever.ts';
import { searchR1Retriever } from './search-r1-retriever.ts';
import { serveRetriever } from './serve-retriever.ts';

describeRetriever('client and server of the Search-R1 form', async (passages) => {
  const server = await serveRetriever(memoryRetriever(passages), { port: 0 });
  return { ...searchR1Retriever({ baseURL: server.url }), close: () => server.close() };
});
